"""`make bench_documents`: time and peak memory of reading a filled form, for each format, beside other programs.

Ours is the whole of `referral-check form test` for one file: a process that is started, locks itself in, reads the
document and compares it with six samples. Beside it `pdftotext`, and LibreOffice as it converts to text, where they are
installed. Medians; memory is the largest resident set of any process of the program.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.environ.get("top_srcdir", os.path.join(os.path.dirname(__file__), "..", "..")),
                                "tests", "support"))

from checker import Checker, document  # noqa: E402
from daemon import program  # noqa: E402

FILES = [("docx, content controls", "controls-ashdown.docx"), ("docx, tables", "plain-ashdown.docx"),
         ("odt", "controls-ashdown.odt"), ("rtf", "plain-rhys.rtf"), ("doc", "plain-ashdown.doc"),
         ("pdf, fields", "fields-ashdown.pdf"), ("pdf, printed", "printed-ashdown.pdf")]
BLANKS = [f"{layout}-{language}" for layout in ("controls", "plain") for language in ("en", "cy", "v2")]


def measure(command, times):
    """(milliseconds, MiB): medians."""
    runs = []
    for _ in range(times):
        began = time.monotonic()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)  # pylint: disable=consider-using-with
        _pid, _status, usage = os.wait4(process.pid, 0)
        process.returncode = 0
        runs.append(((time.monotonic() - began) * 1000, usage.ru_maxrss / 1024))
    return statistics.median(run[0] for run in runs), statistics.median(run[1] for run in runs)


def show(found):
    return f"{found[0]:9.0f} ms {found[1]:5.0f} MiB" if found else f"{'-':>21}"


def main():
    checker = Checker()
    form = checker.learn("form.fingerprint", *(document("blank", f"{name}.docx") for name in BLANKS))
    ours = [program("referral-check"), "form", "test", "--summary", "-c", checker.path("check.conf"), "--form", form]
    scratch = tempfile.mkdtemp(prefix="bench.")
    office = [shutil.which("soffice"), f"-env:UserInstallation=file://{scratch}/profile", "--headless", "--convert-to",
              "txt:Text", "--outdir", scratch]
    print(f"{'':24}{'referral-check':>21}{'pdftotext':>21}{'LibreOffice':>21}")
    for title, name in FILES:
        path = document("filled", name)
        text = measure([shutil.which("pdftotext"), path, "-"], 9) if name.endswith("pdf") and shutil.which(
            "pdftotext") else None
        measure(ours + [path], 1)
        converted = None
        if office[0]:
            command = office + (["--infilter=writer_pdf_import"] if name.endswith("pdf") else []) + [path]
            measure(command, 1)
            converted = measure(command, 3)
        print(f"{title:24}{show(measure(ours + [path], 9))}{show(text)}{show(converted)}", flush=True)
    nothing = os.path.join(scratch, "nothing.txt")
    with open(nothing, "w", encoding="utf-8") as file:
        file.write("nothing\n")
    print(f"{'no document at all':24}{show(measure(ours + [nothing], 9))}")
    shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
