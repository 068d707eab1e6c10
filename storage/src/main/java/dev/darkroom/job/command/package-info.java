/**
 * What the scheduler is asked, and what it answers: commands, refusals, prospects, and why a job
 * waits. Never how it comes to the answer.
 */
@NullMarked
package dev.darkroom.job.command;

import org.jspecify.annotations.NullMarked;
