"""Where the counting runs: DuckDB in this process, or a Spark cluster.

Words of customers never reach a disk. DuckDB is told to keep everything in memory and
gives up when that is full; Spark, which writes what its workers exchange, encrypts it
with a key that dies with the session.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

import pyarrow as pa

from kbtool.loop.logs.source import Files
from kbtool.problems import KbtoolError

__all__ = ["DEFAULT_ENGINE", "Engine", "open_engine"]

DEFAULT_ENGINE = "duckdb://"
MEMORY = "1GB"  # that DuckDB may take; a million different queries take a quarter of it


class Engine(Protocol):
    """Takes what files hold, and answers an Ibis expression about it."""

    def table(self, name: str, schema: pa.Schema, files: list[int], source: Files) -> Any:
        """Return an Ibis table over what `source` reads of these files; it can be read once."""

    def rows(self, expression: Any) -> Iterator[dict[str, Any]]:
        """Yield the rows of an expression."""

    def digests(self, source: Files) -> list[str]:
        """Return the SHA-256 of every file, after all rows have been taken."""


@contextmanager
def open_engine(url: str) -> Iterator[Engine]:
    """Open the engine of a URL: `duckdb://`, `spark://host:7077`, `spark:local[2]`.

    Raises:
        KbtoolError: there is no such engine, or its packages are not installed.
    """
    scheme = url.partition(":")[0]
    if scheme == "duckdb":
        with _duckdb(url) as found:
            yield found
    elif scheme in ("spark", "pyspark"):
        from kbtool.loop.logs.spark import spark

        with spark(url) as found:
            yield found
    else:
        hint = "write duckdb://, spark://HOST:7077, or spark:local-cluster[2,1,1024]"
        raise KbtoolError(f"'{url}' is no engine", hint)


class _DuckDB:
    def __init__(self, backend: Any) -> None:
        self.backend = backend
        self.failed: KbtoolError | None = None

    def table(self, name: str, schema: pa.Schema, files: list[int], source: Files) -> Any:
        reader = pa.RecordBatchReader.from_batches(schema, self._batches(files, source))
        self.backend.con.register(name, reader)
        return self.backend.table(name)

    def _batches(self, files: list[int], source: Files) -> Iterator[pa.RecordBatch]:
        try:
            for file in files:
                yield from source(file)
        except KbtoolError as error:
            self.failed = error  # DuckDB would make text of it
            raise

    def rows(self, expression: Any) -> Iterator[dict[str, Any]]:
        import duckdb

        query = self.backend.compile(expression)
        try:  # plain tuples: Ibis asks for Arrow by a name that DuckDB has given up
            cursor = self.backend.con.execute(query)
            names = [column[0] for column in cursor.description]
            while found := cursor.fetchmany(10_000):
                for row in found:
                    yield dict(zip(names, row, strict=True))
        except duckdb.Error as error:
            if self.failed is not None:
                raise self.failed from None
            what = str(error).split("\n")[0]
            hint = "import fewer files at once, or with --engine 'duckdb://?memory=4GB'"
            raise KbtoolError(f"DuckDB gave up: {what}", hint if "emory" in what else "") from None

    def digests(self, source: Files) -> list[str]:
        return [source.hashes[file] for file in range(len(source.recipes))]


@contextmanager
def _duckdb(url: str) -> Iterator[_DuckDB]:
    import ibis

    wanted = dict(parse_qsl(urlsplit(url).query))
    backend = ibis.duckdb.connect(
        memory_limit=wanted.get("memory", MEMORY),
        temp_directory="",  # no disk, ever
        preserve_insertion_order=False,
        autoinstall_known_extensions=False,  # no request to another host
        **({"threads": int(wanted["threads"])} if "threads" in wanted else {}),
    )
    try:
        yield _DuckDB(backend)
    finally:
        backend.disconnect()
