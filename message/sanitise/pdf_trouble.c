#include "message/sanitise/pdf_trouble.h"

#include <errno.h>
#include <string.h>

void pdf_trouble_hush(void)
{
	qpdflogger_handle logger = qpdflogger_default_logger();

	qpdflogger_set_info(logger, qpdf_log_dest_discard, NULL, NULL);
	qpdflogger_set_warn(logger, qpdf_log_dest_discard, NULL, NULL);
	qpdflogger_set_error(logger, qpdf_log_dest_discard, NULL, NULL);
	qpdflogger_cleanup(&logger);
}

qpdf_data pdf_trouble_open(void)
{
	pdf_trouble_hush();
	qpdf_data pdf = qpdf_init();
	if (pdf == NULL)
		return NULL;
	qpdf_silence_errors(pdf);
	qpdf_set_suppress_warnings(pdf, QPDF_TRUE);
	return pdf;
}

void pdf_trouble_close(qpdf_data *pdf)
{
	if (*pdf == NULL)
		return;
	qpdf_get_error(*pdf);
	qpdf_cleanup(pdf);
}

/* What the C++ library throws then has no number, only this name. */
static bool is_memory(qpdf_data pdf, qpdf_error error)
{
	return strstr(qpdf_get_error_full_text(pdf, error), "bad_alloc") != NULL;
}

int pdf_trouble_error(qpdf_data pdf)
{
	if (!qpdf_has_error(pdf))
		return 0;
	qpdf_error error = qpdf_get_error(pdf);
	if (is_memory(pdf, error))
		return -EFBIG;
	return qpdf_get_error_code(pdf, error) == qpdf_e_password ? -EACCES : -EBADMSG;
}

int pdf_trouble_warnings(qpdf_data pdf)
{
	int r = 0;

	while (qpdf_more_warnings(pdf)) {
		qpdf_error warning = qpdf_next_warning(pdf);
		if (is_memory(pdf, warning))
			return -EFBIG;
		r = 1;
	}
	return r;
}
