/**
 * What is kept of batches in the object store: what was brought, how far it has been queued, which
 * lines were refused, and what came of all of them in the end. How their jobs stand meanwhile is
 * the log's to say.
 *
 * <p>No job is read or written here.
 */
@NullMarked
package dev.darkroom.storage.batch;

import org.jspecify.annotations.NullMarked;
