#include "audit/report/sheet_csv.h"

#include "audit/report/csv_cell.h"

static void write_line(FILE *stream, const char *section, const char *row, const char *column, const char *value)
{
	const char *cells[] = {section, row, column, value};

	for (size_t i = 0; i < 4; i++) {
		if (i > 0)
			fputc(',', stream);
		csv_cell_write(stream, cells[i]);
	}
	fputs("\r\n", stream);
}

static void write_breakdown(FILE *stream, const struct breakdown *breakdown)
{
	char text[BAND_TEXT_SIZE];

	if (breakdown->is_sum)
		write_line(stream, breakdown->id, "", "total", band_text(&breakdown->total, text));
	if (!breakdown->is_whole)
		write_line(stream, breakdown->id, "", "note", "too few to be broken down");
	for (size_t i = 0; breakdown->is_whole && i < breakdown->count; i++)
		write_line(stream, breakdown->id, breakdown->rows[i].name, breakdown->column,
		    band_text(&breakdown->rows[i].number, text));
}

/* The first cell of a row is its name. */
static void write_table(FILE *stream, const struct sheet_table *table)
{
	for (size_t row = 0; row < table->row_count; row++) {
		char **cells = table->cells + row * table->column_count;
		for (size_t i = 1; i < table->column_count; i++)
			write_line(stream, table->id, cells[0], table->columns[i], cells[i]);
	}
}

void sheet_csv_write(const struct sheet *sheet, FILE *stream)
{
	write_line(stream, "section", "row", "column", "value");
	write_line(stream, "report", "", "period", sheet->period);
	write_line(stream, "report", "", "made", sheet->made);
	for (size_t i = 0; i < sheet->headline_count; i++)
		write_line(
		    stream, "headline", sheet->headlines[i].id, sheet->headlines[i].label, sheet->headlines[i].text);
	for (size_t i = 0; i < sheet->breakdown_count; i++)
		write_breakdown(stream, &sheet->breakdowns[i]);
	write_table(stream, &sheet->gateways);
	write_table(stream, &sheet->events);
	write_table(stream, &sheet->ledgers);
	for (size_t i = 0; i < sheet->note_count; i++)
		write_line(stream, "note", "", "text", sheet->notes[i]);
}
