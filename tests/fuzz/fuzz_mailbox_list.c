/* Whatever the octets of an address field: it names canonical addresses, and a copy written behind it is read there. */
#include "message/copy_field.h"
#include "message/mailbox_list.h"
#include "rules/address.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct copy_address copy = {"A \"copy\", so called", "copy@c.uk"};

static void require(int holds)
{
	if (!holds)
		abort();
}

static void check_canonical(const struct mailbox_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		char *again = NULL;
		require(address_normalise(list->items[i], strlen(list->items[i]), &again) == 0);
		require(strcmp(again, list->items[i]) == 0 && again[0] != '\0');
		free(again);
	}
}

/* What was named before is named still, and the copy is. */
static void check_copy(const struct mailbox_list *before, const char *octets, size_t size)
{
	struct mailbox_list after;
	struct text text = {0};
	bool is_changed = false;

	require(copy_field_write(octets, size, &copy, 1, &text, &is_changed) == 0);
	require(is_changed == !mailbox_list_has(before, copy.address));
	mailbox_list_init(&after, SIZE_MAX);
	require(mailbox_list_read(&after, text_string(&text), text.length) == 0);
	if (is_changed) {
		require(mailbox_list_has(&after, copy.address));
		for (size_t i = 0; i < before->count; i++)
			require(mailbox_list_has(&after, before->items[i]));
	}
	mailbox_list_clear(&after);
	text_clear(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mailbox_list list;

	mailbox_list_init(&list, SIZE_MAX);
	require(mailbox_list_read(&list, (const char *)data, size) == 0);
	check_canonical(&list);
	check_copy(&list, (const char *)data, size);
	mailbox_list_clear(&list);
	return 0;
}
