"""Starting: sockets of every kind, rules good and bad, the command line, and whose user it runs as."""

import grp
import os
import pwd
import shutil
import socket
import stat
import subprocess
import time

import processes
import routes
from daemon import GROUP, IS_ROOT, USER, Daemon
from messages import ordinary, referral
from suite import Skip, Suite, equal, require, wait_until

suite = Suite("wire: start")


def needs_root():
    if not IS_ROOT:
        raise Skip("needs root")


def free_port(family=socket.AF_INET, host="127.0.0.1"):
    with socket.socket(family) as sock:
        sock.bind((host, 0))
        return sock.getsockname()[1]


def serves(daemon):
    equal(daemon.deliver(referral(cc=())).verdict, "refuse")
    equal(daemon.deliver(referral()).verdict, "accept")
    equal(daemon.deliver(ordinary()).verdict, "accept")


def run(daemon, *arguments, **options):
    """The program with other arguments, to its end."""
    return subprocess.run(daemon.command(*arguments), capture_output=True, text=True, timeout=30, check=False,
                          **options)


@suite.test
def an_inet_socket_is_served():
    with Daemon(socket=f"inet:{free_port()}@127.0.0.1", **routes.policy()) as daemon:
        serves(daemon)


@suite.test
def an_inet6_socket_is_served():
    try:
        port = free_port(socket.AF_INET6, "::1")
    except OSError:
        raise Skip("there is no IPv6 here") from None
    with Daemon(socket=f"inet6:{port}@::1", **routes.policy()) as daemon:
        serves(daemon)


@suite.test
def an_inherited_socket_is_served():
    daemon = Daemon(**routes.policy())
    path = daemon.path("var", "inherited.sock")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    os.chmod(path, 0o666)
    listener.listen(100)
    fd = listener.fileno()
    daemon.configure(socket=f"fd:{fd}")
    daemon.socket = f"unix:{path}"
    daemon.start(pass_fds=(fd,))
    with daemon:
        serves(daemon)
        daemon.stop()
        require(os.path.exists(path), "who made the socket removes it")
    listener.close()


@suite.test
def a_unix_socket_has_the_configured_owner_group_and_mode():
    group = "daemon" if IS_ROOT else GROUP
    with Daemon(socket_group=group, socket_mode="0660", **routes.policy()) as daemon:
        status = os.stat(daemon.path("var", "milter.sock"))
        equal(stat.S_IMODE(status.st_mode), 0o660, "mode")
        equal(status.st_gid, grp.getgrnam(group).gr_gid, "group")
        equal(status.st_uid, pwd.getpwnam(USER).pw_uid, "owner")
    if IS_ROOT:
        with Daemon(socket_owner="daemon", socket_mode="0600", **routes.policy()) as daemon:
            status = os.stat(daemon.path("var", "milter.sock"))
            equal((status.st_uid, stat.S_IMODE(status.st_mode)), (pwd.getpwnam("daemon").pw_uid, 0o600))
            serves(daemon)


@suite.test
def a_stale_unix_socket_is_replaced_and_a_live_one_is_not_stolen():
    with Daemon(**routes.policy()) as daemon:
        daemon.kill()  # leaves the socket file behind
        require(os.path.exists(daemon.path("var", "milter.sock")), "stale socket")
        daemon.start()
        serves(daemon)
        other = Daemon(**routes.policy())
        other.configure(socket=daemon.socket)
        other.launch()
        status = wait_until(lambda: other.process.poll() is not None and other.process, 10, "its end").returncode
        require(status != 0, "exit status", status)
        require("milter.sock" in other.log(), other.log())
        other.remove()
        serves(daemon)


@suite.test
def the_socket_is_gone_after_a_clean_stop():
    with Daemon(**routes.policy()) as daemon:
        daemon.stop()
        require(not os.path.exists(daemon.path("var", "milter.sock")), "the socket is left")


@suite.test
def a_stop_at_any_moment_of_the_start_leaves_nothing_behind():
    daemon = Daemon(**routes.policy())
    for delay in range(0, 60, 3):
        daemon.launch()
        time.sleep(delay / 1000)
        daemon.process.terminate()
        daemon.process.wait(10)
        require(not os.path.exists(daemon.path("var", "milter.sock")), f"the socket is left after {delay} ms")
        require(not processes.of_session(daemon.process.pid), f"something is left running after {delay} ms")
    daemon.remove()


@suite.test
def started_as_root_every_process_runs_as_the_configured_user():
    needs_root()
    with Daemon(**routes.policy()) as daemon:
        serves(daemon)
        wanted = str(pwd.getpwnam(USER).pw_uid)
        for process in daemon.tree():
            equal(set(processes.status(process.pid, "Uid")), {wanted}, f"user of {process}")
            equal(set(processes.status(process.pid, "Gid")), {str(pwd.getpwnam(USER).pw_gid)}, f"group of {process}")
            for capabilities in ("CapPrm", "CapEff", "CapInh", "CapAmb"):
                equal(processes.status(process.pid, capabilities), ["0000000000000000"], f"{capabilities} of {process}")


@suite.test
def started_as_root_for_root_it_refuses():
    needs_root()
    daemon = Daemon(user="root", **routes.policy())
    done = run(daemon, "-f")
    equal(done.returncode, 2, done.stderr)
    require("root" in done.stderr, done.stderr)
    daemon.remove()


@suite.test
def an_unknown_user_is_an_error_with_file_and_line():
    daemon = Daemon(user="nosuchuser", **routes.policy())
    done = run(daemon, "-f")
    equal(done.returncode, 2, done.stderr)
    require("referral-milter.conf:" in done.stderr and "user" in done.stderr, done.stderr)
    daemon.remove()


@suite.test
def inspectors_run_without_privileges_files_or_network():
    with Daemon(**routes.policy()) as daemon:
        serves(daemon)
        for pid in (*daemon.screeners(), daemon.template(), *daemon.inspector_children()):
            equal(processes.status(pid, "NoNewPrivs"), ["1"], f"no_new_privs of {pid}")
            equal(processes.status(pid, "Seccomp"), ["2"], f"seccomp filter of {pid}")
        gate = daemon.gate()
        equal(processes.status(gate, "NoNewPrivs"), ["1"], "no_new_privs of the gate")


@suite.test
def a_wrong_configuration_names_file_line_and_option_and_starts_nothing():
    daemon = Daemon(**routes.policy())
    for wrong, word in (("sokket", "sokket"), ("socket-mode", "socket-mode")):
        daemon.configure()
        with open(daemon.path("referral-milter.conf"), "a", encoding="ascii") as file:
            file.write(f'{wrong} = "wrong"\n')
        lines = open(daemon.path("referral-milter.conf"), encoding="ascii").read().count("\n")
        for arguments in (("-f",), ("-t",)):
            done = run(daemon, *arguments)
            equal(done.returncode, 2, done.stderr)
            require(f"referral-milter.conf:{lines}: {word}" in done.stderr, done.stderr)
    require(not os.path.exists(daemon.path("var", "milter.sock")), "nothing is served")
    daemon.remove()


WRONG = {"wrong.conf": routes.route().replace("mode = enforce", "mode = sometimes")}


@suite.test
def bad_rules_at_the_first_start_are_exit_status_2_and_nothing_is_started():
    daemon = Daemon(rules=WRONG, guidance=routes.guidance())
    done = run(daemon, "-f")
    equal(done.returncode, 2, done.stderr)
    require("wrong.conf:3: mode" in done.stderr, done.stderr)
    require(not os.path.exists(daemon.path("var", "milter.sock")), "nothing is served")
    daemon.remove()


@suite.test
def bad_rules_at_a_later_start_use_the_last_good_ones_loudly():
    with Daemon(**routes.policy()) as daemon:
        serves(daemon)
        good = daemon.records()[-1]["bundle"]
        daemon.stop()
        daemon.rules = WRONG
        daemon.configure()
        daemon.start()
        serves(daemon)
        equal(daemon.records()[-1]["bundle"], good, "the last good bundle")
        require("wrong.conf:3: mode" in daemon.log(), daemon.log())
        require("last good" in daemon.log(), daemon.log())
        daemon.stop()
        # A damaged last good bundle is none.
        for name in os.listdir(daemon.path("var", "state")):
            with open(daemon.path("var", "state", name), "r+b") as file:
                file.write(b"damaged")
        done = run(daemon, "-f")
        equal(done.returncode, 2, done.stderr)


@suite.test
def a_check_of_the_configuration_starts_nothing_and_says_what_is_wrong():
    daemon = Daemon(**routes.policy())
    with daemon:
        daemon.stop()  # now its directories are there
        check(daemon)


def check(daemon):
    done = run(daemon, "-t")
    equal(done.returncode, 0, done.stdout + done.stderr)
    daemon.rules = WRONG
    daemon.configure()
    done = run(daemon, "-t")
    equal(done.returncode, 2, done.stdout + done.stderr)
    require("wrong.conf:3: mode" in done.stderr + done.stdout, done.stderr)
    require(not os.path.exists(daemon.path("var", "milter.sock")), "nothing is served")


@suite.test
def a_check_shows_what_is_wrong_with_configuration_and_rules_at_once():
    daemon = Daemon(rules=WRONG, guidance=routes.guidance(), screeners=1000, user="nosuchuser")
    done = run(daemon, "-t")
    equal(done.returncode, 2, done.stderr)
    for word in (": screeners: a whole number", ": user: \"nosuchuser\" is not a user", "wrong.conf:3: mode"):
        require(word in done.stderr, word, "is not in", done.stderr)
    daemon.remove()


@suite.test
def the_shipped_rules_are_good_and_serve():
    with Daemon() as daemon:
        done = run(daemon, "-t")
        equal(done.returncode, 0, done.stdout + done.stderr)
        serves(daemon)


@suite.test
def an_unknown_option_or_argument_is_a_usage_error():
    daemon = Daemon(**routes.policy())
    for arguments in (("-z",), ("surplus",)):
        equal(run(daemon, *arguments).returncode, 2)
    daemon.remove()


@suite.test
def the_version_is_printed():
    daemon = Daemon(**routes.policy())
    done = run(daemon, "-V")
    equal(done.returncode, 0)
    require(done.stdout.startswith("referral-milter "), done.stdout)
    daemon.remove()


@suite.test
def the_socket_of_the_command_line_goes_before_that_of_the_file():
    daemon = Daemon(**routes.policy())
    path = daemon.path("var", "other.sock")
    process = subprocess.Popen(daemon.command("-f", "-p", f"unix:{path}"), stderr=subprocess.DEVNULL,
                               start_new_session=True)
    try:
        wait_until(lambda: os.path.exists(path), 10, "the socket")
        require(not os.path.exists(daemon.path("var", "milter.sock")), "the file's socket is not made")
    finally:
        process.terminate()
        equal(process.wait(10), 0, "exit status")
        daemon.remove()


@suite.test
def without_foreground_it_goes_to_the_background_and_stops_on_sigterm():
    daemon = Daemon(**routes.policy())
    done = run(daemon)
    equal(done.returncode, 0, done.stderr)
    wait_until(daemon.is_listening, 10, "the socket")
    found = [p for p in processes.everything() if daemon.path("referral-milter.conf") in p.arguments and p.state != "Z"]
    require(found, "a process")
    top = [p for p in found if p.parent == 1 or p.parent not in [q.pid for q in found]]
    os.kill(top[0].pid, 15)
    wait_until(lambda: processes.read(top[0].pid) is None, 10, "its end")
    require(not processes.of_session(top[0].session), "nothing is left")
    daemon.remove()


@suite.test
def sighup_does_no_harm():
    with Daemon(**routes.policy()) as daemon:
        daemon.process.send_signal(1)
        serves(daemon)


@suite.test
def a_missing_inspector_is_said_and_referrals_defer():
    daemon = Daemon(**routes.policy())
    shutil.rmtree(daemon.path("tmp"))
    os.mkdir(daemon.path("tmp"))
    daemon.inspector = daemon.path("nothing-there")
    daemon.configure()
    daemon.launch()
    try:
        wait_until(lambda: daemon.process.poll() is not None or daemon.is_listening(), 15, "an end or a socket")
        if daemon.process.poll() is None:
            equal(daemon.deliver(referral()).verdict, "defer")
            equal(daemon.deliver(ordinary()).verdict, "accept")
        else:
            equal(daemon.process.returncode, 2, daemon.log())
        require("nothing-there" in daemon.log(), daemon.log())
    finally:
        daemon.remove()


@suite.test
def no_core_dump_can_hold_a_message():
    with Daemon(**routes.policy()) as daemon:
        for process in daemon.tree():
            with open(f"/proc/{process.pid}/limits", encoding="ascii") as file:
                core = next(line for line in file if line.startswith("Max core file size"))
            equal(core.split()[4:6], ["0", "0"], f"core limits of {process}")


if __name__ == "__main__":
    suite.main()
