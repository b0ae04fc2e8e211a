/*
 * landlock: a process that may open no file, reach no network port and signal nobody outside.
 *
 * Every right that the running kernel's landlock knows is taken away, and no exception is made. Descriptors that are
 * open already keep working. Irrevocable, and inherited by children.
 */
#ifndef MESSAGE_LANDLOCK_H
#define MESSAGE_LANDLOCK_H

/* Needs no_new_privs. 0; -ENOSYS or -EOPNOTSUPP where the kernel has no landlock; other negative errno. */
int landlock_enter(void);

#endif
