"""The dashboard's queries and the alert rules in a real Prometheus: a daemon writes its metrics, node_exporter's textfile
collector offers them, Prometheus asks for them every second, and each query is put to it as Grafana would."""

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request

import postfix
import routes
from daemon import SOURCE, Daemon
from messages import ordinary, referral
from suite import Suite, equal, require, wait_until

suite = Suite("the dashboard in Prometheus")
EXPORTER = shutil.which("prometheus-node-exporter") or shutil.which("node_exporter")
DASHBOARD = os.path.join(SOURCE, "monitoring", "referral-milter.dashboard.json")
RULES = os.path.join(SOURCE, "monitoring", "referral-milter.rules.yml")
# What has nothing to show on a gateway where all is well, without exceptions, dates and observing routes.
MAY_BE_EMPTY = {"Exceptions", "Routes"}


def missing():
    for name, found in (("prometheus", shutil.which("prometheus")), ("prometheus-node-exporter", EXPORTER)):
        if not found:
            return f"{name} is not installed (Debian package {name})"
    return None


class Monitor:
    """node_exporter and Prometheus, on loopback."""

    def __init__(self, directory, textfiles):
        self.directory, self.processes = directory, []
        exporter, self.port = postfix.free_port(), postfix.free_port()
        with open(os.path.join(directory, "prometheus.yml"), "w", encoding="utf-8") as file:
            file.write(f"global: {{scrape_interval: 1s, evaluation_interval: 1s}}\nrule_files: ['{RULES}']\n"
                       "scrape_configs:\n  - job_name: node\n    static_configs:\n"
                       f"      - targets: ['127.0.0.1:{exporter}']\n")
        self.run(EXPORTER, f"--web.listen-address=127.0.0.1:{exporter}", "--collector.disable-defaults",
                 "--collector.textfile", f"--collector.textfile.directory={textfiles}")
        self.run("prometheus", f"--config.file={directory}/prometheus.yml", f"--storage.tsdb.path={directory}/data",
                 f"--web.listen-address=127.0.0.1:{self.port}")

    def run(self, *command):
        with open(os.path.join(self.directory, "log"), "ab") as log:
            self.processes.append(subprocess.Popen(  # pylint: disable=consider-using-with
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log))

    def ask(self, path, **parameters):
        url = f"http://127.0.0.1:{self.port}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        with contextlib.closing(urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url)) as answer:
            found = json.load(answer)
        equal(found["status"], "success", url)
        return found["data"]

    def query(self, expression):
        try:
            return self.ask("query", query=expression)["result"]
        except OSError:
            return []

    def stop(self):
        for process in self.processes:
            process.terminate()
            process.wait(20)


def as_grafana(expression):
    for name, value in (("$__rate_interval", "1m"), ("$__interval", "1m"), ("$__range", "1h"), ("$instance", ".*")):
        expression = expression.replace(name, value)
    return expression


def show(series):
    labels = ",".join(f'{k}="{v}"' for k, v in sorted(series["metric"].items()) if k not in ("job", "__name__"))
    return f"{{{labels}}} {series['value'][1]}"


@suite.test
def every_query_has_an_answer():
    policy = routes.policy(extra='  review-by = "2031-02-03"')
    with tempfile.TemporaryDirectory() as directory:
        os.chmod(directory, 0o755)
        daemon = Daemon(**policy)
        os.mkdir(daemon.path("var", "metrics"))
        os.chmod(daemon.path("var", "metrics"), 0o777)
        daemon.rules["canary.conf"] = routes.route(
            "canary", police="canary@referral-milter.invalid", form_required="no",
            copies=(("nobody else", "canary-copy@referral-milter.invalid"),), extra="  canary = yes")
        daemon.configure(metrics=daemon.path("var", "metrics", "referral-milter.prom"))
        monitor = Monitor(directory, daemon.path("var", "metrics"))
        try:
            with daemon:
                wait_until(lambda: monitor.query("referral_milter_up"), 60, "the metrics in Prometheus", 0.5)
                for _ in range(3):
                    daemon.deliver(referral())
                    daemon.deliver(referral(cc=()))
                    daemon.deliver(referral(files=[]))
                    daemon.deliver(ordinary())
                daemon.deliver(referral(to=["canary@referral-milter.invalid"], cc=(), files=[]))
                wait_until(lambda: float(monitor.query(
                    "sum(referral_milter_verdicts_total)")[0]["value"][1]) == 9, 40, "what was sent", 0.5)
                time.sleep(3)
                ask_everything(monitor)
        finally:
            monitor.stop()


def ask_everything(monitor):
    with open(DASHBOARD, encoding="utf-8") as file:
        board = json.load(file)
    asked = 0
    for panel in board["panels"]:
        for target in panel.get("targets", ()):
            found = monitor.query(as_grafana(target["expr"]))
            asked += 1
            print(f"    {panel['title']}: {target['expr']}")
            for series in found[:6]:
                print(f"        {show(series)}")
            require(found or panel["title"] in MAY_BE_EMPTY, "nothing:", panel["title"], target["expr"])
    for annotation in board["annotations"]["list"]:
        monitor.ask("query", query=as_grafana(annotation["expr"]))
    require(asked > 25, asked)
    rules = monitor.ask("rules")["groups"][0]["rules"]
    for rule in rules:
        equal(rule["health"], "ok", rule["name"])
    print("    alerts:", ", ".join(f"{rule['name']} {rule['state']}" for rule in rules))
    equal([rule["name"] for rule in rules if rule["state"] != "inactive"], [], "alerts")


if __name__ == "__main__":
    suite.main(missing())
