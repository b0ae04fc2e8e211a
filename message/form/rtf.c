#include "message/form/rtf.h"

#include "message/form/rtf_state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define STATE_UNKNOWN  25 /* \ffres: as the default */
#define OUTLINE_LEVELS 9

static unsigned nested(struct rtf *rtf)
{
	return rtf_top(rtf)->nesting > 1 ? rtf_top(rtf)->nesting : 2;
}

static void add_edge(struct rtf *rtf)
{
	if (rtf->is_merged && rtf->edges < RTF_COLUMNS_MOST)
		rtf->merged |= UINT64_C(1) << rtf->edges;
	rtf->edges++;
	rtf->is_merged = false;
}

static void set_style(struct rtf *rtf, int style)
{
	rtf_top(rtf)->paragraph_style = style;
	if (!rtf_is_shown(rtf))
		return;
	for (size_t i = 0; i < rtf->heading_count; i++)
		if (rtf->headings[i].style == style)
			rtf_top(rtf)->block_style = rtf->headings[i].block_style;
}

/* "heading 1;" at the end of a style's group. */
static void name_style(struct rtf *rtf)
{
	const char *name = text_string(&rtf->style_name);
	enum block_style block_style = STYLE_PLAIN;

	name += strspn(name, " ");
	if (strncasecmp(name, "heading ", strlen("heading ")) == 0)
		block_style = STYLE_HEADING;
	else if (strncasecmp(name, "title;", strlen("title;")) == 0)
		block_style = STYLE_TITLE;
	if (block_style != STYLE_PLAIN && rtf->heading_count < RTF_HEADINGS_MOST)
		rtf->headings[rtf->heading_count++] = (struct rtf_heading){rtf_top(rtf)->paragraph_style, block_style};
	text_reset(&rtf->style_name);
}

/* ------------------------------------------------------------------ fields and other groups */

static void begin_field(struct rtf *rtf)
{
	if (!rtf_is_shown(rtf))
		return;
	if (rtf->field_depth >= LIMIT_FIELD_DEPTH) {
		rtf_stop(rtf, OBSTACLE_LIMIT);
		return;
	}
	rtf->fields[rtf->field_depth++] = (struct legacy_field){0};
	rtf_top(rtf)->ends_field = true;
}

static void begin_result(struct rtf *rtf)
{
	struct legacy_field *field = rtf_field(rtf);

	if (field == NULL || field->is_result)
		return;
	field->is_result = true;
	if (legacy_field_is_shown(field)) {
		rtf_top(rtf)->destination = RTF_TO_NOTHING;
	} else if (legacy_field_is(field, "FORMTEXT") && rtf_is_shown(rtf)) {
		rtf_enter_tables(rtf, rtf_nesting(rtf_top(rtf)));
		composer_field_begin(rtf->composer);
		rtf_top(rtf)->ends_result = true;
	}
}

static void end_field(struct rtf *rtf, const struct rtf_group *group)
{
	struct legacy_field *field = rtf_field(rtf);

	if (field == NULL)
		return;
	if (group->ends_result) {
		const struct composer_field composed = legacy_field_text(field);
		composer_field_end(rtf->composer, &composed);
	}
	if (group->ends_field) {
		if (legacy_field_is_shown(field) && !group->is_hidden && !group->is_deleted) {
			rtf_enter_tables(rtf, rtf_nesting(group));
			legacy_field_compose(field, rtf->composer);
		}
		legacy_field_clear(field);
		rtf->field_depth--;
	}
}

/* Of a form field: a number, an index, or 25 for what the default says. */
static void set_form_state(struct rtf *rtf, const struct rtf_token *token, bool is_default)
{
	struct legacy_field *field = rtf_field(rtf);
	unsigned value = token->number > 0 ? (unsigned)token->number : 0;

	if (field == NULL || (!is_default && value == STATE_UNKNOWN))
		return;
	if (is_default) {
		field->chosen_by_default = value;
		field->is_checked_by_default = value == 1;
	} else {
		field->has_state = true;
		field->chosen = value;
		field->is_checked = value == 1;
	}
}

static void begin_aside(struct rtf *rtf, int place)
{
	struct rtf_group *group = rtf_top(rtf);

	if (group->destination != RTF_TO_TEXT && group->destination != RTF_TO_SHAPE)
		return;
	composer_aside_begin(rtf->composer);
	group->destination = RTF_TO_TEXT;
	group->ends_aside = true;
	group->place = rtf->composer->place;
	group->base = rtf->composer->depth;
	group->is_in_table = false;
	group->nesting = 0;
	group->block_style = STYLE_PLAIN;
	if (place >= 0)
		rtf->composer->place = (enum block_place)place;
}

static void end_aside(struct rtf *rtf, const struct rtf_group *group)
{
	composer_nest(rtf->composer, group->base);
	composer_aside_end(rtf->composer);
	rtf->composer->place = group->place;
}

static void begin_destination(struct rtf *rtf, enum rtf_destination destination)
{
	struct rtf_group *group = rtf_top(rtf);

	/* Of a field's instruction only the data of its form field is another thing. */
	if (group->destination == RTF_TO_NOTHING)
		return;
	if (destination == RTF_TO_TEXT && group->destination != RTF_TO_SHAPE)
		return;
	group->destination = destination;
}

/* ------------------------------------------------------------------ control words */

static void set_word(struct rtf *rtf, const struct rtf_word *word, const struct rtf_token *token)
{
	struct rtf_group *group = rtf_top(rtf);
	bool is_on = !token->has_number || token->number != 0;

	switch (word->action) {
	case RTF_CHARSET:
		rtf->code_page = word->value;
		break;
	case RTF_CODE_PAGE:
		rtf->code_page = token->number;
		break;
	case RTF_DELETED:
		group->is_deleted = is_on;
		break;
	case RTF_HIDDEN:
		group->is_hidden = is_on;
		break;
	case RTF_REVISED:
		rtf->composer->document->had_changes |= is_on && rtf_is_shown(rtf);
		break;
	case RTF_FONT:
		group->font = token->number;
		if (group->destination == RTF_TO_FONTS)
			rtf_note_error(rtf, rtf_fonts_add(&rtf->fonts, token->number));
		break;
	case RTF_FONT_CHARSET:
		if (group->destination == RTF_TO_FONTS && rtf->fonts.count > 0)
			rtf->fonts.items[rtf->fonts.count - 1].charset = token->number;
		break;
	case RTF_IN_TABLE:
		group->is_in_table = is_on;
		break;
	case RTF_NESTING:
		group->nesting = token->number > 0 ? (unsigned)token->number : 0;
		break;
	case RTF_UNICODE_SKIP:
		group->fallbacks = token->number > 0 ? (unsigned)token->number : 0;
		break;
	case RTF_OUTLINE:
		if (token->number >= 0 && token->number < OUTLINE_LEVELS && group->block_style == STYLE_PLAIN)
			group->block_style = STYLE_HEADING;
		break;
	case RTF_PLAIN:
		group->is_hidden = group->is_deleted = false;
		break;
	case RTF_PARAGRAPH_RESET:
		group->is_in_table = false;
		group->nesting = 0;
		group->block_style = STYLE_PLAIN;
		break;
	default:
		break;
	}
}

static void do_word(struct rtf *rtf, const struct rtf_word *word, const struct rtf_token *token)
{
	switch (word->action) {
	case RTF_CHARACTER:
		rtf_deliver_character(rtf, (unsigned)word->value);
		break;
	case RTF_UNICODE:
		rtf_add_unit(rtf, token->number);
		break;
	case RTF_PARAGRAPH:
		rtf_end_paragraph(rtf);
		break;
	case RTF_CELL:
		rtf_end_cell(rtf, 1);
		break;
	case RTF_NESTED_CELL:
		rtf_end_cell(rtf, nested(rtf));
		break;
	case RTF_ROW:
		rtf_end_row(rtf, 1);
		break;
	case RTF_NESTED_ROW:
		rtf_end_row(rtf, nested(rtf));
		break;
	case RTF_ROW_RESET:
		rtf->merged = rtf->edges = 0;
		rtf->is_merged = false;
		break;
	case RTF_CELL_MERGED:
		rtf->is_merged = true;
		break;
	case RTF_CELL_EDGE:
		add_edge(rtf);
		break;
	case RTF_STYLE:
		set_style(rtf, token->number);
		break;
	case RTF_FORM_DATE:
		if (rtf_field(rtf) != NULL && token->number == 2)
			rtf_field(rtf)->kind = FIELD_DATE;
		break;
	case RTF_FORM_DEFAULT:
	case RTF_FORM_STATE:
		set_form_state(rtf, token, word->action == RTF_FORM_DEFAULT);
		break;
	default:
		set_word(rtf, word, token);
		break;
	}
}

/* Words that say what their group is. */
static bool begin_group(struct rtf *rtf, const struct rtf_word *word)
{
	switch (word->action) {
	case RTF_DESTINATION:
		begin_destination(rtf, (enum rtf_destination)word->value);
		return true;
	case RTF_PICTURE:
		rtf->composer->document->image_count += rtf_is_shown(rtf);
		begin_destination(rtf, RTF_TO_NOTHING);
		return true;
	case RTF_ASIDE:
		begin_aside(rtf, word->value);
		return true;
	case RTF_FIELD:
		begin_field(rtf);
		return true;
	case RTF_RESULT:
		begin_result(rtf);
		return true;
	case RTF_UNICODE_HALF:
		if (rtf_top(rtf)->destination == RTF_TO_SHAPE)
			rtf_top(rtf)->destination = RTF_TO_TEXT;
		return true;
	default:
		return false;
	}
}

static void take_word(struct rtf *rtf, const struct rtf_token *token)
{
	const struct rtf_word *word = rtf_word_find(token->word);
	struct rtf_group *group = rtf_top(rtf);
	bool is_star = group->is_star;

	group->is_star = false;
	if (word == NULL) {
		if (is_star)
			group->destination = RTF_TO_NOTHING;
		return;
	}
	if (group->destination == RTF_TO_NOTHING)
		return;
	if (!begin_group(rtf, word))
		do_word(rtf, word, token);
}

static void take_symbol(struct rtf *rtf, int symbol)
{
	switch (symbol) {
	case '*':
		rtf_top(rtf)->is_star = true;
		break;
	case '~':
		rtf_deliver_character(rtf, 0xa0);
		break;
	case '_':
		rtf_deliver_character(rtf, 0x2011);
		break;
	case '\\':
	case '{':
	case '}':
		rtf_deliver_character(rtf, (unsigned)symbol);
		break;
	case '\r':
	case '\n':
		rtf_end_paragraph(rtf);
		break;
	case '\t':
		rtf_deliver_character(rtf, '\t');
		break;
	default:
		break;
	}
}

static void open_group(struct rtf *rtf)
{
	if (rtf->depth >= LIMIT_RTF_GROUPS) {
		rtf_stop(rtf, OBSTACLE_LIMIT);
		return;
	}
	struct rtf_group *group = &rtf->groups[rtf->depth + 1];
	*group = *rtf_top(rtf);
	group->is_star = group->ends_aside = group->ends_field = group->ends_result = false;
	rtf->depth++;
}

static void close_group(struct rtf *rtf)
{
	const struct rtf_group group = *rtf_top(rtf);

	if (group.destination == RTF_TO_STYLES)
		name_style(rtf);
	if (group.destination == RTF_TO_FORM_ENTRY && rtf_field(rtf) != NULL)
		rtf_append(&rtf_field(rtf)->entries, "", 1);
	if (group.ends_field || group.ends_result)
		end_field(rtf, &group);
	if (group.ends_aside)
		end_aside(rtf, &group);
	rtf->depth--;
}

static void take(struct rtf *rtf, const struct rtf_token *token)
{
	if (token->kind == RTF_OPEN || token->kind == RTF_CLOSE) {
		rtf->to_skip = 0;
	} else if (rtf->to_skip > 0) {
		rtf->to_skip--;
		return;
	}
	if (token->kind == RTF_OCTET) {
		text_append_octet(&rtf->octets, (char)token->number);
		return;
	}
	rtf_flush(rtf);
	if (token->kind == RTF_OPEN)
		open_group(rtf);
	else if (token->kind == RTF_CLOSE)
		close_group(rtf);
	else if (token->kind == RTF_WORD)
		take_word(rtf, token);
	else
		take_symbol(rtf, token->number);
}

/* Behind the end there may be blanks and NULs only. */
static bool is_padding(const struct rtf_lexer *lexer)
{
	for (const unsigned char *at = lexer->at; at < lexer->end; at++)
		if (*at != '\0' && strchr(" \t\r\n\x1a", *at) == NULL)
			return false;
	return true;
}

static void read_tokens(struct rtf *rtf)
{
	struct rtf_token token;

	do {
		rtf_lexer_next(&rtf->lexer, &token);
		if (token.kind == RTF_END || token.kind == RTF_BROKEN) {
			rtf_stop(rtf, OBSTACLE_DAMAGED);
			return;
		}
		take(rtf, &token);
	} while (rtf->depth > 0 && rtf->error == 0 && rtf->octets.error == 0 && !composer_is_stopped(rtf->composer));
	if (rtf->depth == 0 && !is_padding(&rtf->lexer))
		rtf_stop(rtf, OBSTACLE_AMBIGUOUS);
}

static void clear(struct rtf *rtf)
{
	while (rtf->field_depth > 0)
		legacy_field_clear(&rtf->fields[--rtf->field_depth]);
	rtf_fonts_clear(&rtf->fonts);
	text_clear(&rtf->style_name);
	text_clear(&rtf->octets);
	text_clear(&rtf->decoded);
	free(rtf);
}

int rtf_read(const void *octets, size_t size, struct composer *composer)
{
	struct rtf *rtf = calloc(1, sizeof(*rtf));

	if (rtf == NULL)
		return -ENOMEM;
	rtf->composer = composer;
	rtf->code_page = RTF_DEFAULT_CODE_PAGE;
	rtf->groups[0].fallbacks = 1;
	rtf_lexer_init(&rtf->lexer, octets, size);
	read_tokens(rtf);
	int r = rtf->error < 0 ? rtf->error : rtf->octets.error;
	if (r == 0 && rtf->decoded.error < 0)
		r = rtf->decoded.error;
	clear(rtf);
	if (r < 0)
		return r;
	return document_is_complete(composer->document) ? 0 : -EBADMSG;
}
