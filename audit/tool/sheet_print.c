#include "audit/tool/sheet_print.h"

#include "audit/tool/output.h"

#include <string.h>

#define LABEL_COLUMN 40 /* characters */
#define NAME_COLUMN  38

static void print_breakdown(const struct breakdown *breakdown, FILE *stream)
{
	char text[BAND_TEXT_SIZE];

	fprintf(stream, "\n%s\n", breakdown->title);
	if (breakdown->note != NULL)
		fprintf(stream, "  (%s)\n", breakdown->note);
	if (!breakdown->is_whole)
		fputs("  Too few to be broken down.\n", stream);
	else if (breakdown->count == 0)
		fputs("  None.\n", stream);
	for (size_t i = 0; breakdown->is_whole && i < breakdown->count; i++) {
		fputs("  ", stream);
		output_text(stream, breakdown->rows[i].name, NAME_COLUMN);
		fprintf(stream, "%10s\n", band_text(&breakdown->rows[i].number, text));
	}
	if (breakdown->is_sum)
		fprintf(stream, "  %-*s%10s\n", NAME_COLUMN, "Total", band_text(&breakdown->total, text));
}

static void print_table(const struct sheet_table *table, FILE *stream)
{
	fprintf(stream, "\n%s\n  (%s)\n", table->title, table->note);
	if (table->row_count == 0)
		fputs("  None.\n", stream);
	for (size_t row = 0; row < table->row_count; row++) {
		for (size_t i = 0; i < table->column_count; i++) {
			const char *cell = table->cells[row * table->column_count + i];
			if (cell[0] == '\0')
				continue;
			fprintf(stream, "%s%s: ", i == 0 ? "  " : ", ", table->columns[i]);
			output_text(stream, cell, 0);
		}
		fputc('\n', stream);
	}
}

void sheet_print(const struct sheet *sheet, FILE *stream)
{
	fprintf(stream, "Prevent referrals by email, %s\n%s\n\n", sheet->period, sheet->made);
	for (size_t i = 0; i < sheet->headline_count; i++) {
		const struct headline *headline = &sheet->headlines[i];
		fprintf(stream, "%s %-*s%s\n", headline->is_alarm ? "!" : " ", LABEL_COLUMN, headline->label,
		    headline->text);
	}
	for (size_t i = 0; i < sheet->breakdown_count; i++)
		print_breakdown(&sheet->breakdowns[i], stream);
	print_table(&sheet->gateways, stream);
	print_table(&sheet->events, stream);
	print_table(&sheet->ledgers, stream);
	fputs("\nHow to read this\n", stream);
	for (size_t i = 0; i < sheet->note_count; i++)
		fprintf(stream, "  %s\n", sheet->notes[i]);
}
