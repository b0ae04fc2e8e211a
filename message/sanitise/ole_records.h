/*
 * ole_records: what acts in the main streams of legacy office files. Pure.
 */
#ifndef MESSAGE_SANITISE_OLE_RECORDS_H
#define MESSAGE_SANITISE_OLE_RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Macro sheets, sheets of modules and DDE links of a workbook ([MS-XLS] 2.3), as far as it is not encrypted. */
bool ole_records_workbook(const uint8_t *octets, size_t size);
/* Macros, programs to run, objects of slides ([MS-PPT] 2.3, 2.13.24). */
bool ole_records_slides(const uint8_t *octets, size_t size);
/* Fields that fetch or run something, in the text of a Word document: `units` are UTF-16. */
bool ole_records_text(const uint16_t *units, size_t count);
/* The same in a WordDocument stream whose text cannot be put together: in octets and in UTF-16. */
bool ole_records_stream(const uint8_t *octets, size_t size);

#endif
