/*
 * hush: what libraries complain of goes nowhere.
 *
 * It may quote the document; and GLib, before it prints, asks the system whether the journal listens, which the sandbox
 * answers with death.
 */
#ifndef MESSAGE_FORM_HUSH_H
#define MESSAGE_FORM_HUSH_H

/* For the whole process; once, before the sandbox. */
void hush_libraries(void);

#endif
