#include "audit/report/sheet_chart.h"

#include "audit/report/html_text.h"

#include <inttypes.h>

/* In units of the drawing, which fits a telephone. */
#define WIDTH	    340
#define ROW_HEIGHT  42
#define LABEL_Y	    15
#define BAR_Y	    21
#define BAR_HEIGHT  14
#define BAR_WIDTH   270
#define VALUE_Y	    33
#define VALUE_GAP   6
#define SCALE_LEAST 20 /* a small number is not to look like a large one */
#define LABEL_MOST  40 /* characters of a name: the table has all of it */

static uint64_t scale_of(const struct breakdown *breakdown)
{
	uint64_t most = SCALE_LEAST;

	for (size_t i = 0; i < breakdown->count; i++) {
		const struct shown *number = &breakdown->rows[i].number;
		if (number->how == SHOWING_EXACT && number->number > most)
			most = number->number;
	}
	return most;
}

/* A small number's bar ends where the smallest that is shown would be. */
static double bar_width(const struct shown *number, uint64_t scale)
{
	uint64_t length = number->how == SHOWING_EXACT ? number->number : BAND_LEAST;

	return number->how == SHOWING_WITHHELD ? 0 : (double)BAR_WIDTH * (double)length / (double)scale;
}

static void write_row(const struct sheet_row *row, size_t place, uint64_t scale, FILE *stream)
{
	size_t top = place * ROW_HEIGHT;
	double width = bar_width(&row->number, scale);
	char text[BAND_TEXT_SIZE];

	fprintf(stream, "<text class=\"label\" x=\"0\" y=\"%zu\">", top + LABEL_Y);
	html_text_write_short(stream, row->name, LABEL_MOST);
	fputs("</text>", stream);
	if (width > 0)
		fprintf(stream, "<rect class=\"%s\" x=\"0.5\" y=\"%zu\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>",
		    row->number.how == SHOWING_EXACT ? "bar" : "bar banded", top + BAR_Y, width, BAR_HEIGHT);
	fprintf(stream, "<text class=\"value\" x=\"%.1f\" y=\"%zu\">", width + VALUE_GAP, top + VALUE_Y);
	html_text_write(stream, band_text(&row->number, text));
	fputs("</text>\n", stream);
}

static void write_description(const struct breakdown *breakdown, FILE *stream)
{
	char text[BAND_TEXT_SIZE];

	for (size_t i = 0; i < breakdown->count; i++) {
		fputs(i > 0 ? "; " : "", stream);
		html_text_write(stream, breakdown->rows[i].name);
		fputs(": ", stream);
		html_text_write(stream, band_text(&breakdown->rows[i].number, text));
	}
}

void sheet_chart_write(const struct breakdown *breakdown, FILE *stream)
{
	uint64_t scale = scale_of(breakdown);

	fprintf(stream,
	    "<svg class=\"chart\" role=\"img\" aria-labelledby=\"chart-%s-title chart-%s-text\" viewBox=\"0 0 %d "
	    "%zu\">\n"
	    "<title id=\"chart-%s-title\">Bar chart: %s</title>\n<desc id=\"chart-%s-text\">",
	    breakdown->id, breakdown->id, WIDTH, breakdown->count * ROW_HEIGHT, breakdown->id, breakdown->title,
	    breakdown->id);
	write_description(breakdown, stream);
	fputs("</desc>\n", stream);
	for (size_t i = 0; i < breakdown->count; i++)
		write_row(&breakdown->rows[i], i, scale, stream);
	fputs("</svg>\n", stream);
}
