/*
 * The fields of a line, in their order. "null" stands where a value is not known or not there; no field is left out
 * but "case" and "canary".
 *
 *   v              schema version: 1
 *   index          the record's number in the ledger's tree, from 0; the ledger puts it in (audit/ledger.h)
 *   kind           "verdict"; "outcome-unknown" (the MTA may not have heard the verdict of the record before); and
 *                  those of audit/event.h, which have fields of their own in place of everything after "bundle"
 *   time           when the verdict was reached, RFC 3339, UTC, microseconds
 *   gateway        the gateway's name, from the configuration
 *   salt           16 random octets, hexadecimal: without it a line could be guessed from its hash
 *   software       the daemon's name and version
 *   bundle         SHA-256 of the policy in force, hexadecimal
 *   route          name of the route that judged, or null: no route covers the address
 *   mode           of the route: "enforce", "observe", "off"
 *   canary         true where the route is for tests of the whole path: no referral; elsewhere left out
 *   class          what the mail is: "referral", "follow-up", "misrouted", "no-route", why it is exempt
 *   carried        whether a referral address is in this part's envelope: others of a message that was split are
 *                  judged like it, and reach only those who are copied in
 *   verdict        what the MTA was told: "accept", "refuse", "hold", "defer"
 *   would          what it would have been told in mode enforce
 *   reason         of the finding that stopped the message, or would have in mode enforce; or null
 *   findings       in order of precedence, each:
 *     reason       reason word, as in the route's "on" section
 *     action       what the route says for it, or what it comes to where that cannot be done
 *     subject      the copy or referral address that it is about, by its name in the rule file; of content-unsafe
 *                  the class, such as "office-macros"; or null
 *     excepted     whether an exception made a flag of it
 *     trouble      of content-ambiguous and content-uninspectable: what kind; of content-unsafe: "signed" where
 *                  something could be stripped but for a signature; or null
 *   exception      name of the exception that applied, or null
 *   addresses      the referral addresses that were used, each:
 *     name         of the section in the rule file
 *     current      "yes", "no" (legacy, retired or closed) or "could not tell"
 *     legacy       true when it was accepted although it is not current: no finding says otherwise
 *   copies         of the route, each:
 *     name         of the section in the rule file
 *     header       seen in To or Cc: "yes", "no", "could not tell"
 *     envelope     seen among the recipients: likewise
 *     sender       whether the sender is itself this copy
 *     added        whether we added it
 *   parts          of the message, each:
 *     type         as declared; "other" for a type that we do not know by name
 *     sniffed      as its octets look, or null
 *     size         decoded octets
 *   forms          the documents that may be the form, where all of them were read, each:
 *     state        "completed", "partial", "old", "blank", "another", "unreadable"
 *     part         index in "parts"
 *     form         file name of the fingerprint that it is most like, or null
 *     score        per mille of that form's words that it has
 *     labels       what the form asks
 *     answers      how much of that is answered
 *     ticks        boxes that are ticked
 *     digest       pseudonym of the file's octets, or null where nobody could get at them
 *   edits          what was changed: "add-recipient", "add-header NAME", "change-header NAME", "replace-body"; never a
 *                  value
 *   dkim_broken    whether what was changed carries a DKIM signature, which the route allows to break
 *   case           code in the refusal; only when the message was, or in observe mode would have been, stopped
 *   period         whose key made the pseudonyms below: "2026Q4"
 *   sender         pseudonym of the envelope's sender
 *   sender_domain  the route's own entry that lists the sender's domain, else "other"; null for the null
 *                  sender and for one that is no address
 *   message_id     pseudonym of the Message-ID
 *   references     pseudonyms of In-Reply-To and References
 *   queue_id       pseudonym of the MTA's queue id
 *   previous       for the case window after a change of period, while the key before it exists; else null:
 *     period       whose key made these
 *     sender, message_id, references
 *     forms        the digests of "forms", in the same order
 *   recipients     of the envelope, how many
 *   size           octets of the message
 *   deaths         of inspectors over this message
 *   timings        screen_us, wait_us (for a free inspector), inspect_us: microseconds
 */
#include "audit/record.h"

#include "audit/record_head.h"
#include "rules/media_type.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* Every constructor of a value answers NULL for want of memory, and json_object_set_new() takes that for a failure. */
static int put(json_t *object, const char *name, json_t *value)
{
	return json_object_set_new(object, name, value) == 0 ? 0 : -ENOMEM;
}

/* The first error of two. */
static int first_of(int r, int next)
{
	return r < 0 ? r : next;
}

static json_t *text_or_null(const char *text)
{
	return text != NULL && text[0] != '\0' ? json_string(text) : json_null();
}

static json_t *number(uint64_t value)
{
	return json_integer(value > INT64_MAX ? INT64_MAX : (json_int_t)value);
}

static json_t *pseudonym(const struct redacted *redacted)
{
	size_t length = strnlen(redacted->text, sizeof(redacted->text));

	return length > 0 ? json_stringn(redacted->text, length) : json_null();
}

static const char *copy_name(const struct route *route, uint32_t index)
{
	return route != NULL && index < route->copy_count ? route->copies[index].name : NULL;
}

static const char *referral_name(const struct route *route, uint32_t index)
{
	return route != NULL && index < route->referral_count ? route->referrals[index].name : NULL;
}

/* Referral addresses first, then copies: rules/policy_near.h. */
static const char *section_name(const struct route *route, uint32_t index)
{
	bool is_copy = route != NULL && index >= route->referral_count;

	return is_copy ? copy_name(route, index - (uint32_t)route->referral_count) : referral_name(route, index);
}

static const char *exception_name(const struct route *route, uint32_t index)
{
	return route != NULL && index < route->exception_count ? route->exceptions[index].name : NULL;
}

static const char *class_name(uint32_t index)
{
	return index < UNSAFE_CLASS_COUNT ? unsafe_word((enum unsafe_class)index) : NULL;
}

/* What a finding is about, by the name that the administrator gave it, or the class's word. */
static const char *subject_name(const struct route *route, const struct finding *finding)
{
	switch (finding->reason) {
	case REASON_COPY_MISSING:
		return copy_name(route, finding->subject);
	case REASON_ADDRESS_CLOSED:
	case REASON_ADDRESS_RETIRED:
		return referral_name(route, finding->subject);
	case REASON_ADDRESS_NEAR_MISS:
		return section_name(route, finding->subject);
	case REASON_CONTENT_UNSAFE:
		return class_name(finding->subject);
	default:
		return NULL;
	}
}

/* The inspector reduces types already, and the gate checks that it did; here the rule is enforced. */
static json_t *media_type(const char *type)
{
	return type != NULL ? json_string(media_type_reduce(type)) : json_null();
}

/* Appends an object that `r` says is complete; frees it otherwise. */
static int append(json_t *array, json_t *object, int r)
{
	if (r < 0) {
		json_decref(object);
		return r;
	}
	return json_array_append_new(array, object) == 0 ? 0 : -ENOMEM;
}

static int add_finding(json_t *array, const struct route *route, const struct finding *finding)
{
	json_t *object = json_object();
	int r = put(object, "reason", json_string(reason_word(finding->reason)));

	r = first_of(r, put(object, "action", json_string(action_word(finding->action))));
	r = first_of(r, put(object, "subject", text_or_null(subject_name(route, finding))));
	r = first_of(r, put(object, "excepted", json_boolean(finding->is_excepted)));
	r = first_of(r, put(object, "trouble", text_or_null(trouble_word(finding->trouble))));
	return append(array, object, r);
}

/* Not current, and neither retired nor closed: those are findings. */
static bool is_legacy(const struct verdict *verdict, const struct trace_entry *entry)
{
	for (size_t i = 0; i < verdict->finding_count; i++) {
		const struct finding *finding = &verdict->findings[i];
		if (finding->subject == entry->subject &&
		    (finding->reason == REASON_ADDRESS_RETIRED || finding->reason == REASON_ADDRESS_CLOSED))
			return false;
	}
	return entry->answer == ANSWER_NO;
}

static int add_address(json_t *array, const struct record_input *input, const struct trace_entry *entry)
{
	json_t *object = json_object();
	int r = put(object, "name", text_or_null(referral_name(input->route, entry->subject)));

	r = first_of(r, put(object, "current", json_string(answer_word(entry->answer))));
	r = first_of(r, put(object, "legacy", json_boolean(is_legacy(input->verdict, entry))));
	return append(array, object, r);
}

static int add_copy(json_t *array, const struct record_input *input, size_t index)
{
	const struct verdict_copy *copy = &input->verdict->copies[index];
	json_t *object = json_object();
	int r = put(object, "name", text_or_null(copy_name(input->route, (uint32_t)index)));

	r = first_of(r, put(object, "header", json_string(answer_word(copy->in_header))));
	r = first_of(r, put(object, "envelope", json_string(answer_word(copy->in_envelope))));
	r = first_of(r, put(object, "sender", json_boolean(copy->is_sender)));
	r = first_of(r, put(object, "added", json_boolean(copy->is_added)));
	return append(array, object, r);
}

static int add_part(json_t *array, const struct verdict_part *part)
{
	json_t *object = json_object();
	int r = put(object, "type", media_type(part->declared_type));

	r = first_of(r, put(object, "sniffed", media_type(part->sniffed_type)));
	r = first_of(r, put(object, "size", number(part->decoded_size)));
	return append(array, object, r);
}

/* The file's name in the administrator's directory of forms. */
static const char *form_name(const struct route *route, uint32_t fingerprint)
{
	for (size_t i = 0; route != NULL && i < route->form.fingerprint_count; i++)
		if (route->form.fingerprints[i].index == fingerprint)
			return route->form.fingerprints[i].name;
	return NULL;
}

/* Those of the verdict that have a pseudonym. */
static size_t form_count(const struct record_input *input)
{
	size_t count = input->verdict->form_count;

	return count < input->form_count ? count : input->form_count;
}

static int add_form(json_t *array, const struct record_input *input, size_t index)
{
	const struct form_report *form = &input->verdict->forms[index];
	json_t *object = json_object();
	int r = put(object, "state", json_string(form_state_word(form->state)));

	r = first_of(r, put(object, "part", number(form->part)));
	r = first_of(r, put(object, "form", text_or_null(form_name(input->route, form->fingerprint))));
	r = first_of(r, put(object, "score", number(form->score)));
	r = first_of(r, put(object, "labels", number(form->label_count)));
	r = first_of(r, put(object, "answers", number(form->answer_count)));
	r = first_of(r, put(object, "ticks", number(form->tick_count)));
	r = first_of(
	    r, put(object, "digest", index < form_count(input) ? pseudonym(&input->forms[index]) : json_null()));
	return append(array, object, r);
}

/* The only fields that an edit of ours changes (rules/policy_edits.h); another name would be text of somebody's. */
static const char *field_name(const char *name)
{
	static const char *const names[] = {
	    "Cc", "Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "MIME-Version"};

	for (size_t i = 0; name != NULL && i < sizeof(names) / sizeof(names[0]); i++)
		if (strcasecmp(name, names[i]) == 0)
			return names[i];
	return "other";
}

static int add_edit(json_t *array, const struct edit *edit)
{
	json_t *text = NULL;

	switch (edit->kind) {
	case EDIT_ADD_RECIPIENT:
		text = json_string("add-recipient");
		break;
	case EDIT_ADD_HEADER:
		text = json_sprintf("add-header %s", field_name(edit->name));
		break;
	case EDIT_CHANGE_HEADER:
		text = json_sprintf("change-header %s", field_name(edit->name));
		break;
	case EDIT_REPLACE_BODY:
		text = json_string("replace-body");
		break;
	case EDIT_KIND_COUNT:
		break;
	}
	return json_array_append_new(array, text) == 0 ? 0 : -ENOMEM;
}

/* The arrays: `add` puts entry `index` of the verdict into the array, or passes it by. */
typedef int add_entry(json_t *array, const struct record_input *input, size_t index);

static int add_finding_at(json_t *array, const struct record_input *input, size_t index)
{
	return add_finding(array, input->route, &input->verdict->findings[index]);
}

static int add_address_at(json_t *array, const struct record_input *input, size_t index)
{
	const struct trace_entry *entry = &input->verdict->trace[index];

	return entry->predicate == PREDICATE_ADDRESS_CURRENT ? add_address(array, input, entry) : 0;
}

static int add_part_at(json_t *array, const struct record_input *input, size_t index)
{
	return add_part(array, &input->verdict->parts[index]);
}

static int add_edit_at(json_t *array, const struct record_input *input, size_t index)
{
	return add_edit(array, &input->verdict->edits[index]);
}

static int put_array(
    json_t *object, const char *name, const struct record_input *input, size_t count, add_entry *add_at)
{
	json_t *array = json_array();
	int r = array != NULL ? 0 : -ENOMEM;

	for (size_t i = 0; i < count && r == 0; i++)
		r = add_at(array, input, i);
	if (r < 0) {
		json_decref(array);
		return r;
	}
	return put(object, name, array);
}

static int put_verdict(json_t *object, const struct record_input *input)
{
	const struct verdict *verdict = input->verdict;
	const struct route *route = input->route;
	bool is_as_would = verdict->disposition == DISPOSITION_ACCEPT;
	const struct finding *decisive =
	    verdict_find_decisive(verdict, is_as_would ? verdict->would_disposition : verdict->disposition);
	const char *reason = decisive != NULL ? reason_word(decisive->reason) : NULL;

	int r = put(object, "route", text_or_null(route != NULL ? route->name : NULL));
	r = first_of(r, put(object, "mode", text_or_null(route != NULL ? route_mode_word(verdict->mode) : NULL)));
	if (route != NULL && route->is_canary)
		r = first_of(r, put(object, "canary", json_true()));
	r = first_of(r, put(object, "class", json_string(mail_class_word(verdict->mail_class))));
	r = first_of(r, put(object, "carried", json_boolean(verdict->carries_referral)));
	r = first_of(r, put(object, "verdict", json_string(disposition_word(verdict->disposition))));
	r = first_of(r, put(object, "would", json_string(disposition_word(verdict->would_disposition))));
	r = first_of(r, put(object, "reason", text_or_null(reason)));
	r = first_of(r, put_array(object, "findings", input, verdict->finding_count, add_finding_at));
	r = first_of(r, put(object, "exception", text_or_null(exception_name(route, verdict->exception))));
	r = first_of(r, put_array(object, "addresses", input, verdict->trace_count, add_address_at));
	r = first_of(r, put_array(object, "copies", input, verdict->copy_count, add_copy));
	r = first_of(r, put_array(object, "parts", input, verdict->part_count, add_part_at));
	r = first_of(r, put_array(object, "forms", input, verdict->form_count, add_form));
	r = first_of(r, put_array(object, "edits", input, verdict->edit_count, add_edit_at));
	return first_of(r, put(object, "dkim_broken", json_boolean(verdict->breaks_dkim)));
}

/* The route's own entry, so that the record tells no more than the rule file does. */
static const char *listed_domain(const struct route *route, const char *domain)
{
	const struct address_list *list = route != NULL ? &route->senders.domains : NULL;
	const char *above = NULL;
	size_t length = strlen(domain);

	for (size_t i = 0; list != NULL && i < list->count; i++) {
		const char *entry = list->items[i];
		size_t size = strlen(entry);
		if (strcmp(entry, domain) == 0)
			return entry;
		if (above == NULL && entry[0] == '.' && length > size && strcmp(domain + length - size, entry) == 0)
			above = entry;
	}
	return above != NULL ? above : "other";
}

static json_t *domain_text(const struct record_input *input)
{
	const char *domain = input->sender_domain;

	return domain == NULL || domain[0] == '\0' ? json_null() : json_string(listed_domain(input->route, domain));
}

static json_t *pseudonyms(const struct redacted *redacted, size_t count)
{
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++) {
		if (json_array_append_new(array, pseudonym(&redacted[i])) != 0) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

/* Null where there are none. */
static int put_previous(json_t *object, const struct record_input *input, size_t reference_count)
{
	const struct record_previous *previous = &input->previous;

	if (previous->period[0] == '\0')
		return put(object, "previous", json_null());
	json_t *names = json_object();
	int r = put(names, "period", json_string(previous->period));
	r = first_of(r, put(names, "sender", pseudonym(&previous->sender)));
	r = first_of(r, put(names, "message_id", pseudonym(&previous->message_id)));
	r = first_of(r, put(names, "references", pseudonyms(previous->references, reference_count)));
	r = first_of(r, put(names, "forms", pseudonyms(previous->forms, form_count(input))));
	if (r < 0) {
		json_decref(names);
		return r;
	}
	return put(object, "previous", names);
}

static int put_people(json_t *object, const struct record_input *input)
{
	size_t count = input->reference_count < RECORD_REFERENCES_MAX ? input->reference_count : RECORD_REFERENCES_MAX;
	bool is_stopped = input->verdict->disposition != DISPOSITION_ACCEPT ||
			  input->verdict->would_disposition != DISPOSITION_ACCEPT;
	int r = 0;

	if (is_stopped)
		r = put(object, "case", text_or_null(input->case_code.text));
	r = first_of(r, put(object, "period", text_or_null(input->period)));
	r = first_of(r, put(object, "sender", pseudonym(&input->sender)));
	r = first_of(r, put(object, "sender_domain", domain_text(input)));
	r = first_of(r, put(object, "message_id", pseudonym(&input->message_id)));
	r = first_of(r, put(object, "references", pseudonyms(input->references, count)));
	r = first_of(r, put(object, "queue_id", pseudonym(&input->queue_id)));
	return first_of(r, put_previous(object, input, count));
}

static int put_measures(json_t *object, const struct record_input *input)
{
	json_t *timings = json_object();
	int r = put(timings, "screen_us", number(input->timings.screen));

	r = first_of(r, put(timings, "wait_us", number(input->timings.wait)));
	r = first_of(r, put(timings, "inspect_us", number(input->timings.inspect)));
	if (r < 0) {
		json_decref(timings);
		return r;
	}
	r = put(object, "timings", timings);
	r = first_of(r, put(object, "recipients", number(input->recipient_count)));
	r = first_of(r, put(object, "size", number(input->message_size)));
	return first_of(r, put(object, "deaths", number(input->inspector_deaths)));
}

int record_format(const struct record_input *input, char **ret_line, size_t *ret_size)
{
	const char *kind = input->outcome == RECORD_OUTCOME_UNKNOWN ? "outcome-unknown" : "verdict";
	json_t *object = json_object();

	int r = record_head_put(object, kind, input->time_us, input->gateway, input->bundle);
	r = first_of(r, put_verdict(object, input));
	r = first_of(r, put_people(object, input));
	r = first_of(r, put_measures(object, input));
	if (r == 0)
		r = record_head_print(object, ret_line, ret_size);
	json_decref(object);
	return r;
}
