/*
 * formula_code: what a formula of a spreadsheet reaches out for. Pure.
 */
#ifndef MESSAGE_SANITISE_FORMULA_CODE_H
#define MESSAGE_SANITISE_FORMULA_CODE_H

#include <stdbool.h>

/* In OOXML brackets are around another workbook's number or name, in OpenDocument around every reference. */
enum formula_syntax { FORMULA_OOXML, FORMULA_OPENDOCUMENT };

/* Bits of the classes of OOXML (rules/unsafe.h): other workbooks, web services, macro functions, DDE, links that are no
 * ordinary ones. 0 for what only calculates. */
unsigned formula_code_classes(const char *formula, enum formula_syntax syntax);

/* Does a workbook run a defined name when it is opened, closed or shown (Auto_Open ...)? */
bool formula_name_is_automatic(const char *name);

#endif
