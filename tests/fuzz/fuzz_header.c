/* Whatever the octets: fields lie inside the header and in order, and the screener reads no less than the plain
 * reading. */
#include "message/charsets.h"
#include "message/header.h"
#include "message/mailbox_list.h"
#include "message/screener.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct ruleset ruleset;
static struct mention *mention;

static void require(int holds)
{
	if (!holds)
		abort();
}

static void load(void)
{
	static char current[] = "p@b.uk", quoted[] = "\"a b\"@c.uk", idn[] = "t@xn--bcher-kva.uk";
	static char *items[] = {current, quoted, idn};
	static struct referral_address referral;
	static struct route route;

	charsets_hold();
	referral.by_status[ADDRESS_CURRENT] = (struct address_list){items, 3};
	route = (struct route){.mode = ROUTE_ENFORCE, .referrals = &referral, .referral_count = 1};
	ruleset = (struct ruleset){.routes = &route, .count = 1};
	require(mention_new(&ruleset, &mention) == 0);
}

static void check_fields(const char *octets, size_t size)
{
	struct header_reader reader;
	struct header_field field;
	const char *before = octets;

	header_reader_init(&reader, octets, size);
	while (header_reader_next(&reader, &field)) {
		require(field.name >= before && field.name_length > 0);
		require(field.value > field.name + field.name_length - 1);
		require(field.value + field.value_length <= reader.at && reader.at <= octets + size);
		before = field.value + field.value_length;
	}
	require(reader.at <= octets + size);
	require(reader.has_end || reader.at == octets + size);
}

/* Behind a field name, what the octets name must be found. */
static void check_screening(const char *octets, size_t size)
{
	char *header = malloc(size + 4);
	const struct envelope envelope = {.sender = NULL};
	struct screen_answer answer;
	struct mailbox_list list;

	memcpy(header, "To:", 3);
	memcpy(header + 3, octets, size);
	screen_header(&ruleset, mention, &envelope, header, size + 3, &answer);
	require(answer.match_count == 0 || answer.interest == SCREEN_INSPECT);
	mailbox_list_init(&list, SIZE_MAX);
	require(mailbox_list_read(&list, octets, size) == 0);
	if (mailbox_list_has(&list, "p@b.uk") && memchr(octets, '\n', size) == NULL)
		require(answer.interest == SCREEN_INSPECT);
	mailbox_list_clear(&list);
	screen_answer_clear(&answer);
	free(header);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (mention == NULL)
		load();
	check_fields((const char *)data, size);
	check_screening((const char *)data, size);
	return 0;
}
