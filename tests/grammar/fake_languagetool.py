"""A server that answers as LanguageTool does, and misbehaves when the text says so; no more than the library of Python.

It objects to every "teh". Offsets count UTF-16 code units, as Java's do. As a script it stands in for `java`: it takes
the port from the end of the command line.
"""

import json
import os
import re
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

CATEGORY = {"teh": "GRAMMAR", "styl": "STYLE"}


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def match(text: str, found: re.Match[str]) -> dict[str, Any]:
    word = found[0]
    return {
        "message": f"‘{word}’ is no word.",
        "replacements": [{"value": "the"}, {"value": "tea"}],
        "offset": units(text[: found.start()]),
        "length": units(word),
        "context": {"text": text[:40], "offset": 0, "length": 3},
        "rule": {"id": word.upper() + "_RULE", "issueType": "grammar", "category": {"id": CATEGORY[word]}},
    }


class Handler(BaseHTTPRequestHandler):
    """Answers requests; what came in is kept in `server.asked`."""

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        self.reply([{"code": code, "longCode": code} for code in ("en", "de")] if "languages" in self.path else "OK")

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        asked = {key: values[0] for key, values in parse_qs(self.rfile.read(length).decode()).items()}
        self.server.asked.append(asked)
        text = asked["text"]
        if "HANG" in text:
            time.sleep(3)
        if "GARBAGE" in text:
            self.reply_bytes(b"<html>no JSON")
        elif "WRONG" in text:
            self.reply({"matches": [{"offset": "x"}]})
        elif "DIE ALWAYS" in text or ("DIE ONCE" in text and not os.path.exists("died")):
            with open("died", "a") as stream:
                stream.write("x")
            os._exit(3)
        else:
            self.reply({"matches": [match(text, found) for found in re.finditer("teh|styl", text)]})

    def reply(self, value: Any) -> None:
        self.reply_bytes(json.dumps(value).encode())

    def reply_bytes(self, data: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def make(port: int = 0) -> ThreadingHTTPServer:
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.asked = []
    return server


if __name__ == "__main__":
    make(int(sys.argv[-1])).serve_forever()
