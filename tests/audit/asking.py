"""match, keys and retain: nothing is answered, destroyed or deleted that the ledger does not say, by its one writer."""

import json
import os
import shutil
import threading
import time

from audit_lines import event, run, text, verdict
from ledger_writer import GATEWAY, SENDER, World, remove_scratch, scratch
from suite import Suite, equal, require

suite = Suite("what the auditor's tool asks of the ledger")
suite.close(remove_scratch)


def verified(world, *options):
    done = run("verify", *options, world.ledger)
    equal(done.returncode, 0, f"status of verify ({done.stdout})")


def stopped():
    world = World()
    world.fill()
    world.release()
    return world


@suite.test
def a_match_is_answered_and_recorded_while_no_gate_runs():
    world = stopped()
    done = world.ask("match", "Amara.Okafor@SCHOOL.example", "--period", "2026Q3", "--json")
    equal(done.returncode, 0, f"status ({done.stderr})")
    equal([entry["index"] for entry in json.loads(done.stdout)["records"]], [1, 3], "records")
    records = world.records()
    equal([record["kind"] for record in records[-2:]], ["match", "stop"], "last kinds")
    equal(records[-2]["period"], "2026Q3")
    require(isinstance(records[-2]["uid"], int), records[-2])
    verified(world)


TOOLS = [("match", SENDER, "--period", "2026Q3"), ("retain", "--older-than", "365"), ("keys", "rotate-signing"),
         ("keys", "destroy", "2026Q3", "--confirm", "2026Q3")]


def state(*directories):
    """Everything below the directories, but for spool and lock."""
    found = {}
    for directory in directories:
        for name in sorted(os.listdir(directory)):
            path = os.path.join(directory, name)
            if os.path.isfile(path) and name != "lock":
                with open(path, "rb") as file:
                    found[path] = file.read()
    return found


def takes_no_other_key(arguments, names):
    world = stopped()
    other = world.keys + "-other"
    os.mkdir(other, 0o700)
    for name in names:
        shutil.copy(os.path.join(world.keys, name), other)
    keys, world.keys = world.keys, other
    before = state(world.ledger, other)
    done = world.ask(*arguments)
    equal(done.returncode, 2, f"status ({done.stdout})")
    equal(state(world.ledger, other), before, "ledger and keys")
    world.keys = keys
    verified(world)


def takes_no_copy(arguments):
    world = stopped()
    original, world.ledger = world.ledger, world.ledger + "-copy"
    shutil.copytree(original, world.ledger)
    before = state(world.ledger, world.keys)
    done = world.ask(*arguments)
    equal(done.returncode, 2, f"status ({done.stdout})")
    require("it is a copy" in done.stderr, done.stderr)
    equal(state(world.ledger, world.keys), before, "ledger and keys")
    os.rename(original, original + "-moved")
    world.ledger = original + "-moved"
    require(world.ask(*arguments).returncode < 2, "a directory that was moved is no copy")


for tool in TOOLS:
    title = " ".join(tool[:2 if tool[0] == "keys" else 1])
    suite.row(f"{title} signs with no key but the ledgers own: there is none", takes_no_other_key, tool,
              ["pseudonym-2026Q3.key"])
    suite.row(f"{title} begins no second history in a copy", takes_no_copy, tool)


@suite.test
def a_key_that_never_signed_here_is_not_taken():
    world, other = stopped(), stopped()
    world.keys, keys = other.keys, world.keys
    before = state(world.ledger)
    done = world.ask("retain", "--older-than", "365")
    equal(done.returncode, 2, f"status ({done.stdout})")
    require("the key that signs it is not in the directory" in done.stderr, done.stderr)
    equal(state(world.ledger), before, "ledger")
    world.keys = keys
    equal(world.ask("retain", "--older-than", "365").returncode, 0, "with its own key")


@suite.test
def the_address_is_nowhere_but_in_the_question():
    world = stopped()
    done = world.ask("match", SENDER, "--period", "2026Q3")
    require("okafor" not in done.stdout + done.stderr, done.stdout)
    for path, _, files in os.walk(scratch):
        for name in files:
            with open(os.path.join(path, name), "rb") as file:
                require(b"okafor" not in file.read().lower(), name)


@suite.test
def a_match_is_recorded_by_the_gate_that_holds_the_ledger():
    world = World()
    world.fill()
    done = world.ask("match", SENDER, "--period", "2026Q3", while_held=True)
    equal(done.returncode, 0, f"status ({done.stderr})")
    equal(len(done.stdout.splitlines()), 2, done.stdout)
    world.release()
    equal(world.records()[-1]["kind"], "match", "last kind")
    equal(os.listdir(os.path.join(world.ledger, "spool")), [], "files in the spool")


@suite.test
def an_unclean_end_stays_unclean():
    world = World()
    world.fill(is_stopped=False)
    world.release()
    world.ask("match", SENDER, "--period", "2026Q3")
    equal(world.records()[-1]["kind"], "match", "last kind")


@suite.test
def what_cannot_be_recorded_is_not_answered():
    world = World()
    world.fill()
    done = run("match", SENDER, "--period", "2026Q3", "--keys", world.keys, "--ledger",
               os.path.join(scratch, "nowhere"), world.ledger)
    equal(done.returncode, 2, "status without a ledger")
    equal(done.stdout, "", "answer")
    world.release()
    os.remove(os.path.join(world.keys, "signing-key"))
    os.mkdir(os.path.join(world.keys, "signing-key"))
    done = world.ask("match", SENDER, "--period", "2026Q3")
    equal((done.returncode, done.stdout), (2, ""), "status and answer without a signing key")


@suite.test
def a_sender_without_records_is_a_no():
    world = stopped()
    done = world.ask("match", "nobody@school.example", "--period", "2026Q3")
    equal(done.returncode, 1, f"status ({done.stderr})")
    equal(world.records()[-2]["kind"], "match", "kind")


@suite.test
def without_the_key_there_is_no_match_and_no_record():
    world = stopped()
    before = len(world.records())
    for arguments in (["match", SENDER, "--period", "2026Q2"], ["match", "no address", "--period", "2026Q3"],
                      ["match", "<>", "--period", "2026Q3"], ["match", SENDER, "--period", "winter"],
                      ["match", SENDER]):
        done = world.ask(*arguments)
        equal((done.returncode, done.stdout), (2, ""), arguments)
    equal(len(world.records()), before, "records")


@suite.test
def a_record_that_has_both_periods_matches_by_either():
    world = World()
    world.order("key 2026Q2")
    world.order("key 2026Q3")
    old, new = world.order(f"sender 2026Q2 {SENDER}"), world.order(f"sender 2026Q3 {SENDER}")
    previous = {"period": "2026Q2", "sender": old, "message_id": "1" * 32, "references": [], "forms": []}
    world.order(text(verdict(1, GATEWAY, period="2026Q3", sender=new, previous=previous)))
    world.order("event stop")
    world.release()
    for period in ("2026Q2", "2026Q3"):
        done = world.ask("match", SENDER, "--period", period, "--json")
        equal(len(json.loads(done.stdout)["records"]), 1, period)


@suite.test
def the_keys_are_listed():
    world = stopped()
    done = run("keys", "list", "--keys", world.keys, "--ledger", world.ledger, "--json")
    listed = json.loads(done.stdout)
    equal([entry["period"] for entry in listed["pseudonyms"]], ["2026Q3"])
    require(listed["vkey"].startswith(GATEWAY + "/referral-ledger+"), listed)


@suite.test
def a_new_signing_key_is_announced_under_the_old_one():
    for is_held in (False, True):
        world = World()
        world.fill()
        if not is_held:
            world.release()
        done = world.ask("keys", "rotate-signing", "--json", while_held=is_held)
        equal(done.returncode, 0, f"status ({done.stderr})")
        if is_held:
            world.release()
        with open(os.path.join(world.ledger, "vkey"), encoding="ascii") as file:
            vkeys = file.read().split()
        equal(len(vkeys), 2, "verifier keys")
        equal(json.loads(done.stdout)["vkey"], vkeys[1], "the new key")
        announced = [record for record in world.records() if record["kind"] == "signing-key"][-1]
        equal((announced["vkey"], announced["previous"]), (vkeys[1], vkeys[0]))
        verified(world, "--key", vkeys[0], "--key", vkeys[1])


@suite.test
def a_destroyed_period_is_recorded_first_and_breaks_no_proof():
    world = stopped()
    done = world.ask("keys", "destroy", "2026Q3", "--confirm", "2026Q3")
    equal(done.returncode, 0, f"status ({done.stderr})")
    require(not os.path.exists(os.path.join(world.keys, "pseudonym-2026Q3.key")), "the key is still there")
    record = world.records()[-2]
    equal((record["kind"], record["period"]), ("key-destroyed", "2026Q3"))
    verified(world)
    equal(world.ask("match", SENDER, "--period", "2026Q3").returncode, 2, "status of a match")
    equal(world.ask("keys", "destroy", "2026Q3", "--confirm", "2026Q3").returncode, 1, "status of a second time")


@suite.test
def a_gate_destroys_a_period_when_it_is_asked():
    world = World()
    world.fill()
    done = world.ask("keys", "destroy", "2026Q3", "--confirm", "2026Q3", while_held=True)
    equal(done.returncode, 0, f"status ({done.stderr})")
    world.release()
    require(not os.path.exists(os.path.join(world.keys, "pseudonym-2026Q3.key")), "the key is still there")


@suite.test
def destruction_wants_the_period_twice_and_never_the_present_one():
    world = stopped()
    for arguments in (["keys", "destroy", "2026Q3"], ["keys", "destroy", "2026Q3", "--confirm", "2026Q2"],
                      ["keys", "destroy", "../x", "--confirm", "../x"], ["keys", "destroy"], ["keys", "melt"]):
        equal(world.ask(*arguments).returncode, 2, arguments)
    now = time.gmtime()
    period = f"{now.tm_year}Q{(now.tm_mon - 1) // 3 + 1}"
    world.hold()
    world.order(f"key {period}")
    world.release()
    done = world.ask("keys", "destroy", period, "--confirm", period)
    equal(done.returncode, 1, f"status ({done.stderr})")
    equal(sorted(os.listdir(world.keys)), ["pseudonym-2026Q3.key", f"pseudonym-{period}.key", "signing-key"], "keys")
    require("key-destroyed" not in [record["kind"] for record in world.records()], "it is recorded")


def old_world():
    """Six records, years old, a segment each."""
    world = World(segment_size=1)
    vkey = world.order("vkey")
    for i in range(6):
        record = event(0, "start", GATEWAY, clean=True, vkey=vkey) if i == 0 else verdict(i, GATEWAY, period="2020Q1")
        world.order(text({**record, "time": f"2020-01-0{i + 1}T00:00:00.000000Z"}))
    world.order("event stop")
    world.release()
    return world


def segments(world):
    return sorted(name for name in os.listdir(world.ledger) if name.startswith("records-"))


@suite.test
def old_segments_go_and_their_leaves_stay():
    world = old_world()
    before, size = segments(world), os.path.getsize(os.path.join(world.ledger, "leaves"))
    done = world.ask("retain", "--older-than", "365", "--dry-run", "--json")
    planned = json.loads(done.stdout)
    require(planned["dry_run"] and planned["segments"] >= 5, planned)
    equal(segments(world), before, "segments after a dry run")
    done = world.ask("retain", "--older-than", "365", "--json")
    equal(done.returncode, 0, f"status ({done.stderr})")
    equal({**json.loads(done.stdout), "dry_run": True}, planned, "what went")
    require(set(segments(world)).isdisjoint(before[:5]), segments(world))
    require(os.path.getsize(os.path.join(world.ledger, "leaves")) > size, "leaves are gone")
    require("retention" in [record["kind"] for record in world.records()], "no record of it")
    verified(world)


@suite.test
def a_gate_deletes_old_segments_when_it_is_asked():
    world = old_world()
    world.hold()
    done = world.ask("retain", "--older-than", "365", while_held=True)
    equal(done.returncode, 0, f"status ({done.stderr})")
    world.release()
    require("Deleted" in done.stdout, done.stdout)


@suite.test
def under_a_legal_hold_nothing_goes():
    world = old_world()
    world.hold()
    world.order("key 2019Q4")
    world.release()
    with open(os.path.join(world.ledger, "legal-hold"), "w", encoding="ascii") as out:
        out.write("Inquiry 7:\nkeep everything\n")
    before, count = segments(world), len(world.records())
    for arguments in (["retain", "--older-than", "365"], ["retain", "--older-than", "365", "--dry-run"],
                      ["keys", "destroy", "2019Q4", "--confirm", "2019Q4"]):
        done = world.ask(*arguments)
        equal(done.returncode, 1, f"{arguments} ({done.stdout} {done.stderr})")
        require("Inquiry 7: keep everything" in done.stderr, done.stderr)
    require(set(before) <= set(segments(world)), "segments are gone")
    require(os.path.exists(os.path.join(world.keys, "pseudonym-2019Q4.key")), "the key is gone")
    require(not {"retention", "key-destroyed"} & {record["kind"] for record in world.records()}, "it is recorded")
    require(len(world.records()) >= count, "records are gone")


@suite.test
def young_segments_stay():
    world = old_world()
    done = world.ask("retain", "--older-than", "36525")
    equal((done.returncode, done.stdout), (0, "No segment is that old.\n"))
    for days in ("0", "-1", "x", "36526", ""):
        equal(world.ask("retain", "--older-than", days).returncode, 2, days)


@suite.test
def two_askers_at_once_are_both_answered():
    world = World()
    world.fill()
    world.begin("serve")
    world.begin("serve")
    found = []
    askers = [threading.Thread(target=lambda: found.append(
        run("match", SENDER, "--period", "2026Q3", "--keys", world.keys, "--ledger", world.ledger).returncode))
        for _ in range(2)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    equal(found, [0, 0])
    world.release()
    equal([record["kind"] for record in world.records()].count("match"), 2, "records of it")


suite.main()
