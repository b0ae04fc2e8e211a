/*
 * key_file: a secret of 32 octets as a file: 64 hexadecimal digits and a newline, mode 0600, the daemon's user's.
 *
 * A new one is written beside (`.new-RANDOM`), synced, and given its name. Every function takes the descriptor of the
 * key directory. Never logs; whoever gets key octets wipes them.
 */
#ifndef AUDIT_KEY_FILE_H
#define AUDIT_KEY_FILE_H

#include "audit/digest.h"

#include <stdint.h>

/* 0, -ENOENT, -EPERM (no regular file, a symbolic link, wrong owner, or a mode that lets others in), -EBADMSG
 * (damaged), or another negative errno. */
int key_file_load(int directory, const char *name, uint8_t ret_key[DIGEST_SIZE]);

/* The same for a file at a path, in a directory that need not be ours. */
int key_file_load_path(const char *path, uint8_t ret_key[DIGEST_SIZE]);

/* The same, whoever owns it and however it may be read: for a credential that the service manager made. */
int key_file_load_given(int directory, const char *name, uint8_t ret_key[DIGEST_SIZE]);

/* A random one is made where there is none. Two processes may make the same at once: the one whose file got the name
 * wins, and both read that file. */
int key_file_load_or_make(int directory, const char *name, uint8_t ret_key[DIGEST_SIZE]);

/* Puts this key in the place of the one that is there, durably. 0 or negative errno: then the old one stands. */
int key_file_replace(int directory, const char *name, const uint8_t key[DIGEST_SIZE]);

/* Removes what a crash left beside the keys: it may be a second name of a live key, which would outlive the first. */
int key_file_sweep(int directory);

#endif
