/*
 * world: a system that lacks something, played by a system call filter around a process. Each returns 0 or negative
 * errno, and holds for the process and whatever it executes.
 */
#ifndef TESTS_SUPPORT_WORLD_H
#define TESTS_SUPPORT_WORLD_H

int world_without_landlock(void);
int world_without_seccomp(void);
/* As systemd's MemoryDenyWriteExecute: what can be written to is never code. */
int world_without_new_code(void);

#endif
