#include "milter/form_words.h"

const char *form_words_obstacle(enum form_obstacle obstacle)
{
	switch (obstacle) {
	case FORM_OBSTACLE_ENCRYPTED:
		return "it needs a password";
	case FORM_OBSTACLE_IMAGE:
		return "a page of it is only a picture, such as a scan or a photo";
	case FORM_OBSTACLE_DAMAGED:
		return "it is damaged";
	case FORM_OBSTACLE_AMBIGUOUS:
		return "it can be read in more than one way, or hides something";
	case FORM_OBSTACLE_LIMIT:
		return "it is larger than is read";
	case FORM_OBSTACLE_UNSUPPORTED:
		return "it is a variant of its format that is not read";
	}
	return "it cannot be read";
}

const char *form_words_obstacle_key(enum form_obstacle obstacle)
{
	switch (obstacle) {
	case FORM_OBSTACLE_ENCRYPTED:
		return "encrypted";
	case FORM_OBSTACLE_IMAGE:
		return "image";
	case FORM_OBSTACLE_DAMAGED:
		return "damaged";
	case FORM_OBSTACLE_AMBIGUOUS:
		return "ambiguous";
	case FORM_OBSTACLE_LIMIT:
		return "limit";
	case FORM_OBSTACLE_UNSUPPORTED:
		return "unsupported";
	}
	return "unknown";
}

const char *form_words_state(enum form_state state)
{
	switch (state) {
	case FORM_UNREADABLE:
		return "may be the form, but cannot be read";
	case FORM_ANOTHER:
		return "not the form";
	case FORM_BLANK:
		return "the form, with nothing filled in";
	case FORM_OLD:
		return "an old version of the form";
	case FORM_PARTIAL:
		return "the form, filled in in part";
	case FORM_COMPLETED:
		return "the form, filled in";
	case FORM_STATE_COUNT:
		break;
	}
	return "unknown";
}
