#include "audit/report/sheet_html.h"

#include "audit/base64.h"
#include "audit/digest.h"
#include "audit/report/html_text.h"
#include "audit/report/sheet_chart.h"
#include "audit/report/sheet_style.h"

#include <string.h>

/* Names are isolated, so that their direction is theirs alone. */
static void write_name(FILE *stream, const char *text)
{
	fputs("<bdi>", stream);
	html_text_write(stream, text);
	fputs("</bdi>", stream);
}

static void write_paragraph(FILE *stream, const char *style, const char *text)
{
	if (text == NULL)
		return;
	fprintf(stream, "<p class=\"%s\">", style);
	html_text_write(stream, text);
	fputs("</p>\n", stream);
}

static int write_head(const struct sheet *sheet, FILE *stream)
{
	char hash[BASE64_SIZE(DIGEST_SIZE)];
	uint8_t digest[DIGEST_SIZE];
	int r = digest_sha256(sheet_style, strlen(sheet_style), digest);

	if (r < 0)
		return r;
	base64_encode(digest, sizeof(digest), hash);
	fprintf(stream,
	    "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-%s'; "
	    "base-uri 'none'; form-action 'none'\">\n"
	    "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"robots\" content=\"noindex\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Referrals, ",
	    hash);
	html_text_write(stream, sheet->period);
	fprintf(stream, "</title>\n<style>%s</style>\n</head>\n<body>\n<header>\n<h1>Prevent referrals by email</h1>\n",
	    sheet_style);
	write_paragraph(stream, "period", sheet->period);
	write_paragraph(stream, "made", sheet->made);
	fputs("</header>\n<main>\n", stream);
	return 0;
}

static void write_headlines(const struct sheet *sheet, FILE *stream)
{
	fputs("<dl class=\"cards\">\n", stream);
	for (size_t i = 0; i < sheet->headline_count; i++) {
		const struct headline *headline = &sheet->headlines[i];
		fprintf(stream, "<div class=\"card%s\"><dt>", headline->is_alarm ? " alarm" : "");
		html_text_write(stream, headline->label);
		fputs("</dt><dd class=\"number\">", stream);
		html_text_write(stream, headline->text);
		fputs("</dd><dd class=\"note\">", stream);
		html_text_write(stream, headline->note);
		fputs("</dd></div>\n", stream);
	}
	fputs("</dl>\n", stream);
}

static void write_numbers(const struct breakdown *breakdown, FILE *stream)
{
	char text[BAND_TEXT_SIZE];

	fputs("<table><caption>", stream);
	html_text_write(stream, breakdown->title);
	fputs("</caption>\n<thead><tr><th scope=\"col\">", stream);
	html_text_write(stream, breakdown->column);
	fputs("</th><th scope=\"col\" class=\"amount\">Number</th></tr></thead>\n<tbody>\n", stream);
	for (size_t i = 0; i < breakdown->count; i++) {
		fputs("<tr><th scope=\"row\">", stream);
		write_name(stream, breakdown->rows[i].name);
		fputs("</th><td class=\"amount\">", stream);
		html_text_write(stream, band_text(&breakdown->rows[i].number, text));
		fputs("</td></tr>\n", stream);
	}
	fputs("</tbody>\n", stream);
	if (breakdown->is_sum) {
		fputs("<tfoot><tr><th scope=\"row\">Total</th><td class=\"amount\">", stream);
		html_text_write(stream, band_text(&breakdown->total, text));
		fputs("</td></tr></tfoot>\n", stream);
	}
	fputs("</table>\n", stream);
}

static void open_section(const char *style, const char *id, const char *title, const char *note, FILE *stream)
{
	fprintf(stream, "<section class=\"%s\" aria-labelledby=\"section-%s\">\n<h2 id=\"section-%s\">", style, id, id);
	html_text_write(stream, title);
	fputs("</h2>\n", stream);
	write_paragraph(stream, "note", note);
}

static void write_breakdown(const struct breakdown *breakdown, FILE *stream)
{
	open_section("breakdown", breakdown->id, breakdown->title, breakdown->note, stream);
	if (!breakdown->is_whole) {
		write_paragraph(stream, "few", "Too few to be broken down.");
	} else if (breakdown->count == 0) {
		write_paragraph(stream, "few", "None.");
	} else {
		fputs("<div class=\"pair\">\n", stream);
		sheet_chart_write(breakdown, stream);
		write_numbers(breakdown, stream);
		fputs("</div>\n", stream);
	}
	fputs("</section>\n", stream);
}

static void write_cells(const struct sheet_table *table, size_t row, FILE *stream)
{
	fputs("<tr>", stream);
	for (size_t i = 0; i < table->column_count; i++) {
		fputs(i == 0 ? "<th scope=\"row\">" : "<td>", stream);
		write_name(stream, table->cells[row * table->column_count + i]);
		fputs(i == 0 ? "</th>" : "</td>", stream);
	}
	fputs("</tr>\n", stream);
}

/* Wide tables scroll in a frame of their own, which the keyboard can reach. */
static void write_table(const struct sheet_table *table, FILE *stream)
{
	open_section("facts", table->id, table->title, table->note, stream);
	if (table->row_count == 0) {
		write_paragraph(stream, "few", "None.");
		fputs("</section>\n", stream);
		return;
	}
	fprintf(stream,
	    "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-labelledby=\"section-%s\">\n<table>\n"
	    "<thead><tr>",
	    table->id);
	for (size_t i = 0; i < table->column_count; i++) {
		fputs("<th scope=\"col\">", stream);
		html_text_write(stream, table->columns[i]);
		fputs("</th>", stream);
	}
	fputs("</tr></thead>\n<tbody>\n", stream);
	for (size_t row = 0; row < table->row_count; row++)
		write_cells(table, row, stream);
	fputs("</tbody>\n</table>\n</div>\n</section>\n", stream);
}

static void write_notes(const struct sheet *sheet, FILE *stream)
{
	fputs("</main>\n<footer>\n<h2>How to read this</h2>\n<ul>\n", stream);
	for (size_t i = 0; i < sheet->note_count; i++) {
		fputs("<li>", stream);
		html_text_write(stream, sheet->notes[i]);
		fputs("</li>\n", stream);
	}
	fputs("</ul>\n</footer>\n</body>\n</html>\n", stream);
}

int sheet_html_write(const struct sheet *sheet, FILE *stream)
{
	int r = write_head(sheet, stream);

	if (r < 0)
		return r;
	write_headlines(sheet, stream);
	for (size_t i = 0; i < sheet->breakdown_count; i++)
		write_breakdown(&sheet->breakdowns[i], stream);
	write_table(&sheet->gateways, stream);
	write_table(&sheet->events, stream);
	write_table(&sheet->ledgers, stream);
	write_notes(sheet, stream);
	return 0;
}
