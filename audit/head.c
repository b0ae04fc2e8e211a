#include "audit/head.h"

#include "audit/directory.h"
#include "audit/small_file.h"
#include "audit/stretch.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TORN_SIZE 64

/* The newest key is tried first. */
static int open_note(const struct vkeys *keys, const char *note, size_t size, struct checkpoint *ret_checkpoint)
{
	int r = -ENOKEY;

	for (size_t i = keys->count; i > 0 && r < 0 && r != -EIO && r != -ENOMEM; i--)
		r = checkpoint_open(&keys->list[i - 1], note, size, ret_checkpoint);
	return r;
}

int head_read(int directory, const struct vkeys *keys, struct head *ret_head)
{
	struct head head = {.condition = HEAD_TORN};
	int r = small_file_read(directory, HEAD_NAME, NOTE_SIZE_MAX, &head.note, &head.octets);

	if (r == 0)
		r = open_note(keys, head.note, head.octets, &head.checkpoint);
	if (r == 0)
		head.condition = HEAD_SIGNED;
	else if (r == -ENOENT)
		head.condition = HEAD_MISSING;
	else if (r != -EBADMSG && r != -ENOKEY && r != -EKEYREJECTED && r != -EFBIG) {
		head_clear(&head);
		return r;
	}
	*ret_head = head;
	return 0;
}

void head_clear(struct head *head)
{
	free(head->note);
	*head = (struct head){.condition = HEAD_TORN};
}

int head_publish(const struct ledger_ops *ops, int directory, const struct note_signer *signer,
    const struct merkle_range *tree, char **ret_note)
{
	struct merkle_hash root;
	char *note = NULL;
	int r = merkle_range_root(tree, &root);

	if (r == 0)
		r = checkpoint_sign(signer, tree->size, &root, &note);
	if (r < 0)
		return r;
	r = stretch_replace(ops, directory, HEAD_NAME, note, strlen(note), false);
	if (r < 0) {
		free(note);
		return r;
	}
	*ret_note = note;
	return 0;
}

int head_settle(const struct ledger_ops *ops, int directory, const char *note)
{
	return stretch_replace(ops, directory, HEAD_NAME, note, strlen(note), true);
}

int head_set_aside(const struct ledger_ops *ops, int directory)
{
	char name[TORN_SIZE];

	snprintf(name, sizeof(name), "torn-" HEAD_NAME "-%" PRId64, ops->now());
	if (ops->rename(directory, HEAD_NAME, directory, name) != 0)
		return errno == ENOENT ? 0 : -errno;
	return directory_sync(directory);
}
