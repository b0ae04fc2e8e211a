/*
 * doc_fonts: the names of a Word document's fonts ([MS-DOC] 2.9.286, SttbfFfn), for what symbols show.
 */
#ifndef MESSAGE_FORM_DOC_FONTS_H
#define MESSAGE_FORM_DOC_FONTS_H

#include "message/form/doc_file.h"

#define DOC_FONT_NAME_MOST 31

/* The name of font number `font`, in ASCII, "" when there is none. How many octets. */
size_t doc_font_name(const struct doc_file *file, unsigned font, char ret_name[DOC_FONT_NAME_MOST + 1]);

#endif
