/*
 * contradiction: do declared type, names and octets of a part say dangerously different things?
 *
 * One program opens an attachment by its name, one by its type, one by what it finds inside. Where these differ so that
 * one shows a document and another runs something, or two show different documents, the part has two readings. What is
 * merely mislabelled (a .docx as msword, a png named jpg, anything as octet-stream) has one.
 */
#ifndef MESSAGE_CONTRADICTION_H
#define MESSAGE_CONTRADICTION_H

#include "message/family.h"
#include "rules/facts.h"

#include <stdbool.h>

/* `octets` is what the part's first octets are: signature_family(). */
bool contradiction_is_dangerous(const struct facts_part *part, enum family octets);

#endif
