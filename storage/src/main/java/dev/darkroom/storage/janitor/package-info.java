/**
 * What is thrown away: a pure rule for every kind of thing, and one that lists and deletes.
 *
 * <p>Whether a job's files count is read off its record in the log, never guessed from the files.
 * Nothing here decides about jobs.
 */
@NullMarked
package dev.darkroom.storage.janitor;

import org.jspecify.annotations.NullMarked;
