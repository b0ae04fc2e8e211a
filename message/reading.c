#include "message/reading.h"

#include "message/facts_reader.h"
#include "message/grammar/grammar.h"

#include <errno.h>

static void note(enum trouble *noted, enum trouble trouble)
{
	if (*noted == TROUBLE_NONE)
		*noted = trouble;
}

/* A broken rule says more than what follows from it. */
static void settle_grammar(int grammar, const struct grammar_fault *fault, struct facts *facts)
{
	if (grammar == -EBADMSG)
		facts->ambiguity = grammar_rule_trouble(fault->rule);
	else if (grammar == -E2BIG)
		facts->uninspectable = TROUBLE_TOO_MUCH;
}

/* What GMime cannot be asked about has another reading than the grammar's, if the grammar accepted it. */
static void settle_tree(int grammar, int tree, struct facts *facts)
{
	if (tree == -E2BIG)
		note(&facts->uninspectable, TROUBLE_TOO_MUCH);
	else if (tree == -EBADMSG && grammar != -E2BIG)
		note(&facts->ambiguity, TROUBLE_READERS);
}

int reading_make(
    const struct mapping *mapping, struct part_sniffer *sniffer, struct facts *facts, struct outline *outline)
{
	struct grammar_fault fault = {0};
	int grammar = grammar_check(mapping->bytes, mapping->size, outline, &fault);

	if (grammar < 0 && grammar != -EBADMSG && grammar != -E2BIG)
		return grammar;
	int tree = facts_read(mapping, grammar == 0 ? outline : NULL, sniffer, facts);
	settle_grammar(grammar, &fault, facts);
	settle_tree(grammar, tree, facts);
	if (grammar < 0 || tree < 0 || facts->ambiguity != TROUBLE_NONE)
		outline_clear(outline);
	return tree == -EBADMSG || tree == -E2BIG ? 0 : tree;
}
