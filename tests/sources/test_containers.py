"""Parquet and WARC: every record is an article of its own, with an address."""

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest

DOUBLED = "He paid for the the ticket."
FINE = "The parcel came on Friday."


def parquet(rows: list[dict[str, Any]], group: int = 2) -> bytes:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet as writer

    stream = io.BytesIO()
    writer.write_table(pyarrow.Table.from_pylist(rows), stream, row_group_size=group)
    return stream.getvalue()


def warc(*payloads: tuple[str, bytes]) -> bytes:
    pytest.importorskip("fastwarc")
    records = []
    for number, (kind, payload) in enumerate(payloads):
        is_text = kind == "conversion"
        http = b"" if is_text else b"HTTP/1.1 200 OK\r\nContent-Type: " + kind.encode() + b"\r\n\r\n"
        body = http + payload
        head = "\r\n".join(
            [
                "WARC/1.0",
                f"WARC-Type: {'conversion' if is_text else 'response'}",
                f"WARC-Record-ID: <urn:uuid:{number}>",
                "WARC-Date: 2026-01-01T00:00:00Z",
                f"WARC-Target-URI: https://x.example/{number}",
                f"Content-Type: {'text/plain' if is_text else 'application/http; msgtype=response'}",
                f"Content-Length: {len(body)}\r\n\r\n",
            ]
        )
        records.append(head.encode() + body + b"\r\n\r\n")
    return b"".join(map(gzip.compress, records))


def check(copydesk: Any, *args: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(copydesk("check", "--output-format", "json", *args).stdout)
    return found


def test_parquet_findings_name_the_row(copydesk: Any, tmp_path: Path) -> None:
    rows = [
        {"id": number, "text": f"{FINE}\n\n{DOUBLED}" if number % 2 else FINE, "score": 0.5, "metadata": {"url": "u"}}
        for number in range(5)
    ]
    (tmp_path / "a.parquet").write_bytes(parquet(rows))
    found = check(copydesk, "--select", "DUP006", "a.parquet")
    assert [it["article"]["address"] for it in found] == ["row_group[0].row[1].text", "row_group[1].row[1].text"]
    assert [(it["start"]["line"], it["start"]["column"]) for it in found] == [(3, 17), (3, 17)]
    assert {it["article"]["url"] for it in found} == {"u"}
    assert [it["fix"] for it in found] == [None, None]
    concise = copydesk("check", "--select", "DUP006", "--output-format", "concise", "a.parquet").stdout.decode()
    assert concise.startswith("a.parquet#row_group[0].row[1].text:3:17: warning DUP006")


def test_copies_are_found_across_parts(copydesk: Any, tmp_path: Path) -> None:
    story = "The council voted on Tuesday to close the old bridge for good, and nobody in the room objected to that. "
    rows = [{"text": f"Day {number}. " + (story * (number in (3, 900))) + "word " * 300} for number in range(1000)]
    (tmp_path / "a.parquet").write_bytes(parquet(rows, 200))
    (found,) = check(copydesk, "--select", "DUP101", "a.parquet")
    assert found["article"]["address"] == "row_group[4].row[100].text"
    assert found["related"][0]["address"] == "row_group[0].row[3].text"


def test_warc_pages_and_texts(copydesk: Any, tmp_path: Path) -> None:
    data = warc(
        (
            "text/html; charset=iso-8859-1",
            f"<html><body><p>Caf\xe9.</p><p>{DOUBLED}</p></body></html>".encode("latin-1"),
        ),
        ("image/png", b"\x89PNG the the"),
        ("conversion", f"Caf\u00e9.\n{DOUBLED}\n".encode()),
    )
    (tmp_path / "a.warc.gz").write_bytes(data)
    found = check(copydesk, "--select", "DUP006", "a.warc.gz")
    assert [it["article"]["address"].partition("@")[0] for it in found] == [
        "record[<urn:uuid:0>]",
        "record[<urn:uuid:2>]",
    ]
    assert [it["article"]["url"] for it in found] == ["https://x.example/0", "https://x.example/2"]
    assert [(it["start"]["line"], it["start"]["column"]) for it in found] == [(1, 44), (2, 17)]


def test_a_warc_offset_is_that_of_the_record(copydesk: Any, tmp_path: Path) -> None:
    data = warc(("conversion", FINE.encode()), ("conversion", DOUBLED.encode()))
    (tmp_path / "a.wet.gz").write_bytes(data)
    (found,) = check(copydesk, "--select", "DUP006", "a.wet.gz")
    offset = int(found["article"]["address"].partition("@")[2].partition(".")[0])
    assert DOUBLED in gzip.decompress(data[offset:]).decode()


@pytest.mark.parametrize("name", ["a.parquet", "a.warc", "a.warc.gz"])
@pytest.mark.parametrize(
    "data", [b"", b"nonsense" * 100, b"PAR1" + b"\0" * 50 + b"PAR1", b"WARC/1.0\r\nContent-Length: 9\r\n"]
)
def test_a_damaged_container_is_reported(copydesk: Any, tmp_path: Path, name: str, data: bytes) -> None:
    pytest.importorskip("pyarrow")
    pytest.importorskip("fastwarc")
    (tmp_path / name).write_bytes(data)
    (tmp_path / "b.txt").write_text(DOUBLED)
    done = copydesk("check", "--select", "DUP006", "--output-format", "json", ".")
    assert b"Traceback" not in done.stderr
    assert "DUP006" in [it["code"] for it in json.loads(done.stdout)]
    assert done.returncode == 2 or b"skipped" in done.stderr


def test_sarif_of_containers_is_what_github_takes(copydesk: Any, tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(parquet([{"text": DOUBLED}]))
    log = json.loads(copydesk("check", "--select", "DUP006", "--output-format", "sarif", "a.parquet").stdout)
    (result,) = log["runs"][0]["results"]
    (location,) = result["locations"]
    assert location["physicalLocation"]["region"] == {"startLine": 1}
    assert location["logicalLocations"][0]["fullyQualifiedName"] == "row_group[0].row[0].text"
    assert result["message"]["text"].startswith("row_group[0].row[0].text:1:17: ")
