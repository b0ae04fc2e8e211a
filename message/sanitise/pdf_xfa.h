/*
 * pdf_xfa: may an XFA form be taken out of a PDF without losing anything?
 *
 * A static one lies beside the PDF's own fields, and its answers are in them too. A dynamic one is the form itself: the
 * PDF shows nothing but "please wait". What is not certainly static is not static.
 */
#ifndef MESSAGE_SANITISE_PDF_XFA_H
#define MESSAGE_SANITISE_PDF_XFA_H

#include "message/sanitise/pdf_walk.h"

/* 0; -EFBIG: past a limit; -ENOMEM. */
int pdf_xfa_look(qpdf_data pdf, const struct pdf_walk *walk, bool *ret_is_static);

#endif
