#include "message/form/filling.h"

/* English and Welsh, lower case. */
static const char *const fillings[] = {"n", "a", "na", "nil", "none", "tbc", "tba", "x", "xx", "xxx", "dd", "mm", "yy",
    "yyyy", "hh", "page", "of", "click", "tap", "or", "here", "to", "enter", "text", "choose", "an", "item", "date",
    "select", "type", "cliciwch", "tapiwch", "yma", "i", "fewnbynnu", "testun", "tudalen", "o", "dim"};

bool filling_is(const struct word *word)
{
	for (size_t i = 0; i < sizeof(fillings) / sizeof(fillings[0]); i++)
		if (word_id(fillings[i]) == word->id)
			return true;
	return false;
}

bool filling_is_answered(const struct words *words)
{
	for (size_t i = 0; i < words->count; i++)
		if (words->items[i].has_letter && !filling_is(&words->items[i]))
			return true;
	return false;
}
