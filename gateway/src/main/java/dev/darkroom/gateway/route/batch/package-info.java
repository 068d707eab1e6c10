/** The routes of batches, native and OpenAI's alike. How a batch is fed is the batch package's. */
@NullMarked
package dev.darkroom.gateway.route.batch;

import org.jspecify.annotations.NullMarked;
