/*
 * document_reader: bytes to a document, whatever the file is called.
 *
 * The format is recognised by the bytes: a docx named .doc is read as what it is. No file, no network, no font, no
 * thread. A hostile document costs at most the process: the limits are those of message/form/limits.h, and beneath them
 * those of the sandbox.
 */
#ifndef MESSAGE_FORM_DOCUMENT_READER_H
#define MESSAGE_FORM_DOCUMENT_READER_H

#include "message/form/document.h"

#include <stddef.h>

/* Once per process, before the sandbox: what libraries load and set up at their first use. 0 or negative errno. */
int document_warm(void);

/* By their first octets, and of a package by what it says that it is. Cheap; reads no text. */
enum document_format document_recognise(const void *octets, size_t size);

/*
 * `ret_document`, to be cleared by the caller, gets what could be read, and in `obstacles` why not everything.
 * 0, or -ENOMEM and other negative errno: our own fault, with `ret_document` untouched.
 */
int document_read(const void *octets, size_t size, struct document *ret_document);

#endif
