"""LibreOffice without a screen: converts documents, one at a time, with the clock standing still."""

import os
import shutil
import signal
import subprocess
import tempfile

import locking

CLOCK = "2026-09-01 10:00:00"
FILTERS = {
    "odt": "odt:writer8", "doc": "doc:MS Word 97", "rtf": "rtf:Rich Text Format", "docx": "docx:MS Word 2007 XML",
    "fodt": "fodt:OpenDocument Text Flat XML", "xlsx": "xlsx:Calc MS Excel 2007 XML", "txt": "txt:Text (encoded):UTF8",
    "ott": "ott:writer8_template",
    "pdf": 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"false"},'
           '"ExportFormFields":{"type":"boolean","value":"true"}}',
    "tagged": 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
}
ENVIRONMENT = {**os.environ, "SAL_RAND_REPEATABLE": "1"}  # the ids it makes up are the same each time
INPUT = {"html": ["--infilter=HTML (StarWriter)"], "csv": ["--infilter=CSV:44,34,76,1"]}
SETTINGS = '''<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Save/Document">
<prop oor:name="GenerateThumbnail"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Save/Document">
<prop oor:name="UseUserData"><value>false</value></prop></item>
</oor:items>
'''


class Office:
    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="documents-")
        user = os.path.join(self.directory, "profile", "user")
        os.makedirs(user)
        with open(os.path.join(user, "registrymodifications.xcu"), "w", encoding="utf-8") as settings:
            settings.write(SETTINGS)
        self.version = subprocess.run(["soffice", "--version"], check=True, capture_output=True,
                                      text=True).stdout.split(" ")[1]

    def close(self):
        shutil.rmtree(self.directory)

    def command(self):
        return [
            "faketime", "-f", CLOCK, "nice", "soffice", f"-env:UserInstallation=file://{self.directory}/profile",
            "--headless"
        ]

    def lock(self, data, suffix, target, password):
        """The document saved in another format under a password."""
        source, result = (os.path.join(self.directory, name) for name in (f"open.{suffix}", f"locked.{target}"))
        with open(source, "wb") as file:
            file.write(data)
        pipe = f"documents{os.getpid()}"
        # Without faketime: a clock that stands still stops the wait for the connection.
        office = subprocess.Popen([*self.command()[3:], f"--accept=pipe,name={pipe};urp;"], env=ENVIRONMENT,
                                  start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            locking.save(pipe, source, result, FILTERS[target].split(":")[1], password)
            office.wait(60)
        finally:
            if office.poll() is None:
                os.killpg(office.pid, signal.SIGTERM)
        with open(result, "rb") as file:
            return file.read()

    def convert(self, data, suffix, target):
        """The document (octets, as a file named .suffix) saved in another format: a key of FILTERS."""
        out = os.path.join(self.directory, "out")
        os.makedirs(out, exist_ok=True)
        source = os.path.join(self.directory, f"document.{suffix}")
        with open(source, "wb") as file:
            file.write(data)
        done = subprocess.run(
            [*self.command(), *INPUT.get(suffix, ()), "--convert-to", FILTERS[target], "--outdir", out, source],
            check=True, capture_output=True, timeout=120, env=ENVIRONMENT)
        made = os.listdir(out)
        if len(made) != 1:
            raise RuntimeError(f"LibreOffice made no {target} of a {suffix}: {done.stderr.decode(errors='replace')}")
        path = os.path.join(out, made[0])
        with open(path, "rb") as file:
            result = file.read()
        os.remove(path)
        os.remove(source)
        return result
