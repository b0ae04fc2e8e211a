"""confine: runs a program under what a unit file says of its service, as far as that can be done without systemd as process 1.

    confine.py UNIT WRITABLE READABLE PROGRAM [ARGUMENT ...]

WRITABLE is the directory that stands for StateDirectory=, READABLE (names with colons between them) for what is installed
elsewhere. What the unit says is read from it, so that a change there is a change here:

    NoNewPrivileges  CapabilityBoundingSet  LimitNOFILE  LimitCORE  UMask
    PrivateUsers PrivateNetwork PrivateIPC PrivateMounts   namespaces
    ProtectSystem=strict  NoExecPaths  ExecPaths           one mount tree, read-only and without execution but for ...
    PrivateDevices PrivateTmp ProtectHome ProcSubset       a small /dev, an empty /tmp, homes and /proc
    SystemCallFilter MemoryDenyWriteExecute RestrictAddressFamilies RestrictNamespaces RestrictRealtime
    RestrictSUIDSGID LockPersonality                       seccomp, with systemd's own lists of system calls

The process stays the same, so that whoever started it can watch it and send it signals. As root it becomes USER (below)
first, as systemd does. Exit status 77: this kernel or this machine cannot do it, and a line on standard error says why.
"""

import ctypes
import errno
import os
import platform
import pwd
import resource
import stat
import subprocess
import sys

USER = "nobody"
CANNOT = 77
EPERM, EAFNOSUPPORT = errno.EPERM, errno.EAFNOSUPPORT
CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWNET = (
    0x00020000, 0x04000000, 0x08000000, 0x10000000, 0x40000000)
NAMESPACES = 0x7E020080  # all of them
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_PRIVATE = 1, 2, 4, 8, 4096, 16384, 1 << 18
SYS_MOUNT_SETATTR, AT_RECURSIVE, AT_FDCWD = 442, 0x8000, -100
ATTR_RDONLY, ATTR_NOSUID, ATTR_NODEV, ATTR_NOEXEC = 1, 2, 4, 8
PR_SET_NO_NEW_PRIVS, PR_CAPBSET_DROP = 38, 24
ALLOW, NOT_EQUAL, EQUAL, MASKED = 0x7FFF0000, 1, 4, 7
PROT_WRITE, PROT_EXEC, SHM_EXEC = 2, 4, 0o100000
DEVICES = ("null", "zero", "full", "random", "urandom", "tty")

libc = ctypes.CDLL(None, use_errno=True)


def cannot(what):
    print(f"confine: {what}", file=sys.stderr, flush=True)
    sys.exit(CANNOT)


def call(function, *arguments, what):
    if function(*arguments) != 0:
        cannot(f"{what}: {os.strerror(ctypes.get_errno())}")


def read_unit(path):
    """{key: [value, ...]}: a key that is said again adds."""
    settings = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            key, equals, value = line.strip().partition("=")
            if equals and not key.startswith("#"):
                settings.setdefault(key, []).append(value)
    return settings


def says(settings, key, value="yes"):
    return settings.get(key, [""])[-1] == value


# Mounts.

def mount(source, target, kind, flags, data=None, what=None):
    call(libc.mount, *(text.encode() if text is not None else None for text in (source, target, kind)),
         ctypes.c_ulong(flags), data.encode() if data else None, what=what or f"mount on {target}")


class MountAttributes(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("set", "clear", "propagation", "userns")]


def change_mount(path, added=0, removed=0, recursive=False):
    attributes = MountAttributes(added, removed, 0, 0)
    call(libc.syscall, SYS_MOUNT_SETATTR, AT_FDCWD, path.encode(), AT_RECURSIVE if recursive else 0,
         ctypes.byref(attributes), ctypes.c_size_t(ctypes.sizeof(attributes)), what=f"mount attributes of {path}")


def bind(source, target):
    mount(source, target, None, MS_BIND | MS_REC)


def cover(path, kept):
    """An empty file system over a directory, through which the directories `kept` ({path: descriptor}) still show."""
    mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755,size=1m")
    for name, descriptor in sorted(kept.items()):
        if os.path.commonpath((name, path)) == path:
            os.makedirs(name, exist_ok=True)
            bind(f"/proc/self/fd/{descriptor}", name)


def make_devices():
    """Everything that a daemon may expect in /dev."""
    kept = {name: os.open(f"/dev/{name}", os.O_PATH) for name in DEVICES}
    mount("tmpfs", "/dev", "tmpfs", MS_NOSUID | MS_NOEXEC, "mode=0755,size=64k")
    for name, descriptor in kept.items():
        with open(f"/dev/{name}", "wb"):
            pass
        mount(f"/proc/self/fd/{descriptor}", f"/dev/{name}", None, MS_BIND)
        os.close(descriptor)


def exec_paths(settings):
    for value in settings.get("ExecPaths", []):
        for path in value.split():
            if os.path.exists(path.lstrip("-")):
                yield os.path.realpath(path.lstrip("-"))
            elif path.startswith("/usr/lib"):
                cannot(f"ExecPaths= names {path}, which is not there")


def make_mounts(settings, writable, readable, was_root):
    kept = {path: os.open(path, os.O_PATH) for path in (writable, *readable)}
    mount(None, "/", None, MS_REC | MS_PRIVATE)
    if says(settings, "PrivateDevices"):
        make_devices()
    # A process that has no process namespace of its own may look at /proc anew as root only.
    if says(settings, "ProcSubset", "pid") and was_root:
        mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, "hidepid=invisible,subset=pid")
    if says(settings, "PrivateTmp"):
        for path in ("/var/tmp", "/tmp"):
            cover(path, kept)
    if says(settings, "ProtectHome"):
        for path in ("/home", "/root", "/run/user"):
            if os.path.isdir(path):
                cover(path, kept)
    for path in (*exec_paths(settings), *readable, writable):
        bind(path, path)
    flags = ATTR_NOSUID if says(settings, "NoNewPrivileges") else 0
    flags |= ATTR_RDONLY if says(settings, "ProtectSystem", "strict") else 0
    flags |= ATTR_NOEXEC if says(settings, "NoExecPaths", "/") else 0
    change_mount("/", added=flags, recursive=True)
    for path in ("/proc", "/dev"):
        change_mount(path, removed=ATTR_RDONLY)
    for path in (*exec_paths(settings), *readable):
        change_mount(path, removed=ATTR_NOEXEC)
    change_mount(writable, removed=ATTR_RDONLY)
    if says(settings, "PrivateTmp"):
        change_mount("/tmp", removed=ATTR_RDONLY)
        os.chmod("/tmp", 0o1777)
    for descriptor in kept.values():
        os.close(descriptor)


# Namespaces and identity.

def unshare(flags, what):
    call(libc.unshare, flags, what=what)


def become_user():
    user = pwd.getpwnam(USER)
    os.setgroups([])
    os.setresgid(user.pw_gid, user.pw_gid, user.pw_gid)
    os.setresuid(user.pw_uid, user.pw_uid, user.pw_uid)
    libc.prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE: or the process could not write its own maps


def unshare_users():
    """Only this user and group are left of all."""
    ids = {"uid_map": os.geteuid(), "gid_map": os.getegid()}
    unshare(CLONE_NEWUSER, "a user namespace")
    try:
        with open("/proc/self/setgroups", "w", encoding="utf-8") as file:
            file.write("deny")
        for name, number in ids.items():
            with open(f"/proc/self/{name}", "w", encoding="utf-8") as file:
                file.write(f"{number} {number} 1")
    except OSError as error:
        cannot(f"a user namespace: {error}")


def isolate(settings, writable, readable):
    was_root = os.geteuid() == 0
    others = CLONE_NEWUTS | (CLONE_NEWNET if says(settings, "PrivateNetwork") else 0)
    others |= CLONE_NEWIPC if says(settings, "PrivateIPC") else 0
    if not was_root:
        unshare_users()
    unshare(CLONE_NEWNS | others, "mount, network and IPC namespaces")
    make_mounts(settings, writable, readable, was_root)
    if was_root:
        for capability in range(64):
            libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
        become_user()
        if says(settings, "PrivateUsers"):
            unshare_users()


# System calls.

class Comparison(ctypes.Structure):
    _fields_ = [("argument", ctypes.c_uint), ("operation", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64)]


class Filter:
    """One seccomp filter; the kernel asks all that were loaded, and the strictest answer counts."""

    def __init__(self, library, standard):
        self.library = library
        library.seccomp_init.restype = ctypes.c_void_p
        self.context = ctypes.c_void_p(library.seccomp_init(standard))
        if not self.context:
            cannot("libseccomp makes no filter")

    def add(self, action, name, *comparisons):
        number = self.library.seccomp_syscall_resolve_name(name.encode())
        if number < 0:  # another architecture's, or one that this libseccomp does not know
            return
        array = (Comparison * max(1, len(comparisons)))(*comparisons)
        result = self.library.seccomp_rule_add_array(self.context, action, number, len(comparisons), array)
        if result < 0 and result != -errno.EDOM:
            cannot(f"seccomp rule for {name}: {os.strerror(-result)}")

    def load(self):
        result = self.library.seccomp_load(self.context)
        if result < 0:
            cannot(f"seccomp filter: {os.strerror(-result)}")


def masked(argument, bits):
    return Comparison(argument, MASKED, bits, bits)


def group_members(name, groups):
    """The system calls of "@name", those of the groups in it included, from systemd's own list."""
    if name not in groups:
        try:
            output = subprocess.run(["systemd-analyze", "--no-pager", "syscall-filter", name], check=True,
                                    stdout=subprocess.PIPE, text=True).stdout
        except (OSError, subprocess.CalledProcessError) as error:
            cannot(f"systemd-analyze syscall-filter {name}: {error}")
        groups[name] = set()
        for line in output.splitlines()[1:]:
            word = line.strip()
            if word.startswith("@"):
                groups[name] |= group_members(word, groups)
            elif word and not word.startswith("#"):
                groups[name].add(word)
    return groups[name]


def allowed_calls(settings):
    """As systemd.exec(5) has it: the first line says that it is a list of what is allowed; "~" takes away."""
    groups = {}
    allowed = set(group_members("@default", groups))
    for value in settings.get("SystemCallFilter", []):
        names = set()
        for word in value.lstrip("~").split():
            names |= group_members(word, groups) if word.startswith("@") else {word}
        allowed = allowed - names if value.startswith("~") else allowed | names
    return allowed


def error(number):
    return 0x00050000 | number


def restrict(settings, allowed):
    """What systemd answers with an error beside the list, each as systemd 252 does it; then the list."""
    library = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    extra = Filter(library, ALLOW)
    if says(settings, "MemoryDenyWriteExecute"):
        extra.add(error(EPERM), "mmap", masked(2, PROT_EXEC | PROT_WRITE))
        for name in ("mprotect", "pkey_mprotect"):
            extra.add(error(EPERM), name, masked(2, PROT_EXEC))
        extra.add(error(EPERM), "shmat", masked(2, SHM_EXEC))
    if says(settings, "RestrictAddressFamilies", "AF_UNIX"):
        extra.add(error(EAFNOSUPPORT), "socket", Comparison(0, NOT_EQUAL, 1, 0))
    if says(settings, "RestrictNamespaces"):
        for bit in (1 << number for number in range(32) if NAMESPACES >> number & 1):
            extra.add(error(EPERM), "unshare", masked(0, bit))
            extra.add(error(EPERM), "clone", masked(0, bit))
        extra.add(error(EPERM), "setns")
        extra.add(error(errno.ENOSYS), "clone3")
    if says(settings, "RestrictRealtime"):
        extra.add(error(EPERM), "sched_setscheduler", Comparison(1, NOT_EQUAL, 0, 0))
    if says(settings, "RestrictSUIDSGID"):
        for name, argument in (("chmod", 1), ("fchmod", 1), ("fchmodat", 2), ("mkdir", 1), ("mkdirat", 2)):
            for bit in (stat.S_ISUID, stat.S_ISGID):
                extra.add(error(EPERM), name, masked(argument, bit))
    if says(settings, "LockPersonality"):
        extra.add(error(EPERM), "personality", Comparison(0, NOT_EQUAL, 0, 0))
    listed = Filter(library, error(EPERM))
    for name in sorted(allowed):
        listed.add(ALLOW, name)
    extra.load()
    listed.load()


def limit(settings):
    for key, kind in (("LimitNOFILE", resource.RLIMIT_NOFILE), ("LimitCORE", resource.RLIMIT_CORE)):
        if key in settings:
            hard = resource.getrlimit(kind)[1]  # not everybody may raise it
            wanted = int(settings[key][-1])
            wanted = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
            resource.setrlimit(kind, (wanted, wanted))


def main():
    unit, writable, readable, *command = sys.argv[1:]
    if platform.machine() != "x86_64":
        cannot(f"only tried on x86_64, not on {platform.machine()}")
    settings = read_unit(unit)
    allowed = allowed_calls(settings)  # systemd-analyze runs while it still may
    limit(settings)
    isolate(settings, writable, [path for path in readable.split(":") if path])
    os.chdir("/")
    call(libc.prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, what="no new privileges")
    restrict(settings, allowed)
    os.umask(int(settings.get("UMask", ["0022"])[-1], 8))
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
