#include "message/sanitise/findings.h"

void findings_clear(struct findings *findings)
{
	xml_edits_clear(&findings->edits);
	text_clear(&findings->gone);
	*findings = (struct findings){0};
}

bool findings_add(struct findings *findings, unsigned classes)
{
	findings->found |= classes;
	return (classes & findings->strip) != 0;
}
