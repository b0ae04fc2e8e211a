/*
 * workbook: formulas, names and the list of sheets, as a part of a spreadsheet comes along.
 *
 * A formula that reaches out goes and its last value stays. Names and views say sheets by number: where a sheet went,
 * they are told the new ones.
 */
#ifndef MESSAGE_SANITISE_WORKBOOK_H
#define MESSAGE_SANITISE_WORKBOOK_H

#include "message/sanitise/findings.h"
#include "message/sanitise/ooxml_names.h"
#include "message/sanitise/xml_token.h"

struct workbook_shared {
	unsigned long group;
	struct xml_range range; /* of a formula that repeats another */
};

struct workbook {
	struct findings *findings;
	struct text formula;
	unsigned long group; /* of a shared formula */
	bool is_shared;
	struct workbook_shared *repeats;
	size_t repeat_count;
	struct text cut_groups; /* unsigned long each */
	/* of a defined name */
	bool is_automatic, is_macro, has_sheet;
	unsigned long sheet;
	struct xml_range sheet_value;
	struct text sheets; /* one octet each: '1' when it is cut */
	size_t sheets_cut;
	struct xml_range views[16]; /* attributes that say a sheet */
	size_t view_count;
};

void workbook_clear(struct workbook *workbook);
void workbook_start(struct workbook *workbook, enum ooxml_tag tag, const struct xml_token *token);
void workbook_text(struct workbook *workbook, const char *octets, size_t length);
/* Does it go as a whole? */
bool workbook_end(struct workbook *workbook, enum ooxml_tag tag, struct xml_range whole);
void workbook_sheet(struct workbook *workbook, bool is_cut);
void workbook_finish(struct workbook *workbook);

#endif
