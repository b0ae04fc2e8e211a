/*
 * sheet_style: how the page of a report looks. The page names this text's hash in its policy: no other style applies.
 */
#ifndef AUDIT_REPORT_SHEET_STYLE_H
#define AUDIT_REPORT_SHEET_STYLE_H

extern const char sheet_style[];

#endif
