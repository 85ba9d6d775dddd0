"""The same on a Spark cluster, for logs that outgrow a machine.

Every file is read by one worker, by the very code that reads it in this process, so
that encodings, cut-off archives and line numbers are the same; the files must be at
the same paths there, and so must kbtool's package, which is sent along. What workers
exchange is written to their disks, encrypted with a key that dies with the session.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

import kbtool
from kbtool.loop.logs.source import Files, read
from kbtool.loop.logs.stream import Watch
from kbtool.problems import KbtoolError

__all__ = ["SAFE", "spark"]

SAFE = {
    "spark.io.encryption.enabled": "true",  # shuffles and spills
    "spark.eventLog.enabled": "false",
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "false",  # what is missing in a line is null, as in DuckDB
    "spark.sql.execution.arrow.maxRecordsPerBatch": "65536",
    "spark.sql.shuffle.partitions": "16",
    "spark.python.use.daemon": "true",
}


@contextmanager
def spark(url: str) -> Iterator[_Spark]:
    """Open a session on the cluster of a URL: `spark://host:7077`, `spark:local[2]`.

    Raises:
        KbtoolError: Spark or Java is not installed, or the cluster does not answer.
    """
    try:
        import ibis
        from pyspark.sql import SparkSession
    except ImportError:
        hint = "install it with: pip install 'kbtool[spark]'"
        raise KbtoolError(f"'{url}' needs PySpark, which is not installed", hint) from None
    if ":local" in url:  # else workers take the first python3 of the path
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    master = url if url.startswith("spark://") else url.partition(":")[2].lstrip("/")
    with tempfile.TemporaryDirectory() as folder:
        package = _zipped(Path(folder))
        builder = SparkSession.builder.master(master or "local[2]").appName("kbtool")
        for key, value in SAFE.items():
            builder = builder.config(key, value)
        try:
            session = builder.getOrCreate()
            session.sparkContext.setLogLevel("OFF")
            session.sparkContext.addPyFile(str(package))
        except Exception as error:
            raise KbtoolError(
                f"Spark cannot be started: {str(error).splitlines()[0]}",
                "it needs a Java runtime (Debian: apt-get install default-jre-headless)",
            ) from None
        try:
            yield _Spark(ibis.pyspark.connect(session), session)
        finally:
            session.stop()


def _zipped(folder: Path) -> Path:
    """Return kbtool's own package as an archive: workers may have none, or another version."""
    target = folder / "kbtool.zip"
    package = Path(kbtool.__file__).parent
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(package.rglob("*.py")):
            archive.write(path, path.relative_to(package.parent))
    return target


class _Spark:
    def __init__(self, backend: Any, session: Any) -> None:
        self.backend = backend
        self.session = session

    def table(self, name: str, schema: pa.Schema, files: list[int], source: Files) -> Any:
        recipes = {file: source.recipes[file] for file in files}
        recipes = {
            file: replace(recipe, path=recipe.path.absolute()) for file, recipe in recipes.items()
        }
        settings = source.settings

        def run(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            for batch in batches:
                for file in batch.column(0).to_pylist():
                    yield from read(recipes[file], file, settings, Watch())

        numbers = self.session.sparkContext.parallelize(
            [(file,) for file in files], max(1, len(files))
        )
        frame = self.session.createDataFrame(numbers, "file int").mapInArrow(run, _ddl(schema))
        frame.createOrReplaceTempView(f"kbtool_{name}")
        return self.backend.table(f"kbtool_{name}")

    def rows(self, expression: Any) -> Iterator[dict[str, Any]]:
        try:
            for row in self.session.sql(self.backend.compile(expression)).toLocalIterator():
                yield row.asDict()
        except Exception as error:  # Spark's, Java's or a worker's, of many families
            lines = [line.strip() for line in str(error).splitlines() if line.strip()]
            told = next((line for line in reversed(lines) if "Error" in line), "".join(lines[:1]))
            raise KbtoolError(f"Spark gave up: {told[:300]}") from None

    def digests(self, source: Files) -> list[str]:
        source.progress(source.total, source.total)
        found = []
        for recipe in source.recipes:
            with recipe.path.open("rb") as file:
                found.append(hashlib.file_digest(file, "sha256").hexdigest())
        return found


_TYPES = {
    "int8": "tinyint",
    "int32": "int",
    "int64": "bigint",
    "string": "string",
    "bool": "boolean",
}


def _ddl(schema: pa.Schema) -> str:
    return ", ".join(f"`{column.name}` {_TYPES[str(column.type)]}" for column in schema)
