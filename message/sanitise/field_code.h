/*
 * field_code: what the code of a Word field does when its document is opened or updated. Pure.
 *
 * The code comes as one text, however many runs it was spread over, with FIELD_CODE_NESTED in the place of each field
 * within it.
 */
#ifndef MESSAGE_SANITISE_FIELD_CODE_H
#define MESSAGE_SANITISE_FIELD_CODE_H

#define FIELD_CODE_NESTED '\1'

/* Bits of classes (rules/unsafe.h); 0 for what only shows something. */
unsigned field_code_classes(const char *code);

#endif
