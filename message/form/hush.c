#include "message/form/hush.h"

#include <glib.h>

static void say_nothing(const char *domain, GLogLevelFlags level, const char *message, void *context)
{
	(void)domain;
	(void)level;
	(void)message;
	(void)context;
}

static GLogWriterOutput write_nothing(GLogLevelFlags level, const GLogField *fields, gsize count, void *context)
{
	(void)level;
	(void)fields;
	(void)count;
	(void)context;
	return G_LOG_WRITER_HANDLED;
}

void hush_libraries(void)
{
	static gsize is_done;

	if (!g_once_init_enter(&is_done))
		return;
	g_log_set_default_handler(say_nothing, NULL);
	/* May be called once only. */
	g_log_set_writer_func(write_nothing, NULL, NULL);
	g_once_init_leave(&is_done, 1);
}
