#include "audit/tool/import_input.h"

#include <errno.h>
#include <stdlib.h>

int import_input_init(struct import_input *input, FILE *stream)
{
	*input = (struct import_input){.stream = stream};
	input->text = malloc(IMPORT_TEXT_MAX);
	return input->text != NULL ? 0 : -ENOMEM;
}

void import_input_clear(struct import_input *input)
{
	free(input->text);
	*input = (struct import_input){0};
}

int import_input_next(struct import_input *input)
{
	int c = EOF;

	input->length = 0;
	input->is_cut = false;
	while ((c = getc_unlocked(input->stream)) != EOF) {
		input->octets++;
		if (c == '\n')
			break;
		if (input->length < IMPORT_TEXT_MAX)
			input->text[input->length++] = (char)c;
		else
			input->is_cut = true;
	}
	if (c == EOF && ferror(input->stream))
		return -EIO;
	if (c == EOF && input->length == 0)
		return 0;
	input->number++;
	return 1;
}
