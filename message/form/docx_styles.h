/*
 * docx_styles: what a style says that matters here: is its text hidden, is it a heading.
 */
#ifndef MESSAGE_FORM_DOCX_STYLES_H
#define MESSAGE_FORM_DOCX_STYLES_H

#include "message/form/document.h"

struct docx_styles;

/* Reads word/styles.xml, or what it is called here. 0; -EBADMSG with the obstacle added; -ENOMEM. */
int docx_styles_read(const char *octets, size_t size, struct docx_styles **ret_styles, unsigned *obstacles);
void docx_styles_free(struct docx_styles *styles);

/* Of a style and those that it is based on. `styles` may be NULL, and `id` NULL for the default of paragraphs. */
bool docx_styles_is_hidden(const struct docx_styles *styles, const char *id);
enum block_style docx_styles_block_style(const struct docx_styles *styles, const char *id);

#endif
