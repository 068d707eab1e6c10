/**
 * What a job asks for, and what it needs of whoever runs it: told once, at its submit, and never
 * changed. Nothing of what happens to a job afterwards.
 */
@NullMarked
package dev.darkroom.job.spec;

import org.jspecify.annotations.NullMarked;
