"""Many connections at once, thousands of messages, and a stop in the middle of them."""

import os
import subprocess
import tempfile
import threading
import time

import processes
import routes
from daemon import IS_ROOT, STOP_SECONDS, Daemon, program, serve
from messages import BCC, POLICE, PREVENT, ordinary, referral
from suite import Skip, Suite, equal, require, wait_until

suite = Suite("wire: load")
daemon = Daemon(**routes.policy())
PARALLEL = 50
EACH = 6
messages = tempfile.TemporaryDirectory(prefix="referral-load.")


def load_command(where, mail, recipients, count, connections, *options):
    """The C client of the benchmarks: much faster than ours."""
    path = os.path.join(messages.name, f"{len(os.listdir(messages.name))}.eml")
    with open(path, "wb") as file:
        file.write(mail.octets())
    command = [program("milter_load"), "-s", where.socket, "-m", path, "-n", str(count), "-c", str(connections)]
    for recipient in recipients:
        command += ["-r", recipient]
    return command + list(options)


def run_load(where, mail, count, connections, expected, *options):
    done = subprocess.run(load_command(where, mail, mail.recipients, count, connections, "-x", expected, *options),
                          capture_output=True, text=True, timeout=100, check=False)
    print("    " + done.stdout.strip())
    require(done.returncode == 0, done.stdout, done.stderr)


@suite.test
def fifty_connections_at_once_each_get_their_own_verdicts():
    problems, barrier = [], threading.Barrier(PARALLEL)
    before = len(daemon.records())

    def converse(number):
        try:
            with daemon.connect(timeout=60) as client:
                client.open(ip=f"127.0.1.{number}")
                barrier.wait(30)
                for i in range(EACH):
                    make, expected = ((lambda: referral(cc=(PREVENT,)), "refuse"), (referral, "accept"),
                                      (ordinary, "accept"))[(number + i) % 3]
                    outcome = client.send(make(), 65535 if i % 2 else 997)
                    if outcome.verdict != expected or (expected == "accept") != (not outcome.reply):
                        problems.append(f"connection {number}: {outcome}")
                client.quit()
        except Exception as error:  # whatever it is, it belongs to this connection
            problems.append(f"connection {number}: {error!r}")

    threads = [threading.Thread(target=converse, args=(n,), daemon=True) for n in range(PARALLEL)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    require(not problems, *problems[:5])
    equal(len(daemon.records()) - before, PARALLEL * EACH * 2 // 3, "records")


@suite.test
def case_codes_of_concurrent_refusals_are_all_different():
    cases = [record["case"] for record in daemon.records() if record["verdict"] == "refuse"]
    equal(len(set(cases)), len(cases), "case codes")


@suite.test
def thousands_of_messages_leave_no_descriptor_and_no_process_behind():
    if not IS_ROOT:
        raise Skip("the gate's descriptors can be counted by root only")
    run_load(daemon, referral(cc=()), 300, 16, "refuse")
    run_load(daemon, ordinary(), 300, 16, "pass")
    time.sleep(0.5)
    gate, template = daemon.gate(), daemon.template()
    before = (processes.descriptors(gate), processes.descriptors(template), len(daemon.tree()))
    records = len(daemon.records())
    run_load(daemon, referral(cc=()), 1500, 16, "refuse")
    run_load(daemon, referral(), 500, 8, "pass", "-k")
    run_load(daemon, ordinary(), 3000, 16, "pass")
    equal(len(daemon.records()) - records, 2000, "records")
    equal((daemon.gate(), daemon.template()), (gate, template), "the processes are the same")

    def is_settled():
        now = (processes.descriptors(gate), processes.descriptors(template), len(daemon.tree()))
        return all(n <= b for n, b in zip(now, before))
    wait_until(is_settled, 10, f"the state before, {before}")


@suite.test
def memory_does_not_grow_with_the_number_of_messages():
    gate = daemon.gate()

    def resident():
        return int(processes.status(gate, "VmRSS")[0])
    run_load(daemon, referral(cc=()), 500, 8, "refuse")
    before = resident()
    run_load(daemon, referral(cc=()), 1500, 8, "refuse")
    require(resident() < before + 4096, "kB before and after:", before, resident())


@suite.test
def it_stops_within_ten_seconds_under_load():
    with Daemon(**routes.policy()) as other:
        loads = [subprocess.Popen(load_command(other, mail, mail.recipients, 1000000, 8),
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                 for mail in (referral(cc=()), ordinary())]
        try:
            wait_until(lambda: len(other.records()) > 50, 20, "load")
            took = other.stop()
            print(f"    stopped in {took:.2f} s")
            require(took < STOP_SECONDS, took)
        finally:
            for load in loads:
                load.kill()
                load.wait()
        wait_until(lambda: not other.is_listening(), 2, "the end of the socket")


@suite.test
def idle_connections_do_not_keep_it_from_stopping():
    with Daemon(**routes.policy()) as other:
        clients = [other.connect().open() for _ in range(10)]
        clients[0].send_until_end(referral())
        other.stop()
        for client in clients:
            require(client.is_closed(1), "an idle connection is closed")
            client.sock.close()


@suite.test
def the_load_client_notices_a_wrong_verdict():
    done = subprocess.run(load_command(daemon, referral(cc=()), [POLICE, BCC], 3, 1, "-x", "pass"),
                          capture_output=True, text=True, timeout=30, check=False)
    equal(done.returncode, 1, done.stdout + done.stderr)


if __name__ == "__main__":
    serve(suite, daemon)
