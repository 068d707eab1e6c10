package dev.darkroom.gateway.route;

import dev.darkroom.gateway.output.OutputFiles;
import dev.darkroom.storage.embedding.Embeddings;
import dev.darkroom.storage.object.ObjectStore;
import dev.darkroom.storage.upload.Uploads;

/**
 * What tenants keep here.
 *
 * @param catchUp publishes what jobs have made up to now
 */
public record Shelves(
    ObjectStore objects,
    Uploads uploads,
    Embeddings embeddings,
    Runnable catchUp,
    OutputFiles files) {}
