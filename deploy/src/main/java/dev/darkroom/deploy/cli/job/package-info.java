/**
 * Commands for jobs: {@code generate}, {@code invert}, {@code finetune}, {@code jobs}, {@code
 * watch}, {@code logs}, {@code dead-letters}, and the steering of one job.
 *
 * <p>They speak to a farm over its API alone: no model runs here.
 */
@NullMarked
package dev.darkroom.deploy.cli.job;

import org.jspecify.annotations.NullMarked;
