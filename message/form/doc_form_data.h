/*
 * doc_form_data: what a form field of a Word document says of itself ([MS-DOC] 2.9.78, FFData).
 */
#ifndef MESSAGE_FORM_DOC_FORM_DATA_H
#define MESSAGE_FORM_DOC_FORM_DATA_H

#include "message/form/doc_stream.h"
#include "message/form/legacy_field.h"

/* At `at` of the Data stream, into `field`. False where that is no such data. */
bool doc_form_data_read(const struct doc_stream *data, size_t at, struct legacy_field *field);

#endif
