package dev.darkroom.gateway.route.model;

import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.request.EmbeddingRequests;
import dev.darkroom.gateway.route.Eyes;
import dev.darkroom.gateway.route.Shelves;
import java.util.List;

/** Every route of models and learned words. */
public final class ModelRoutes {
  private ModelRoutes() {}

  public static List<Route> of(Eyes eyes, Shelves shelves) {
    Words words = new Words(shelves.embeddings(), shelves.catchUp(), eyes.bodies());
    EmbeddingRequests requests =
        new EmbeddingRequests(shelves.uploads(), eyes.models(), shelves.catchUp());
    return List.of(
        ListEmbeddings.newest(words),
        ListEmbeddings.versions(words),
        new ImportEmbedding(words, requests),
        OneEmbedding.get(words),
        OneEmbedding.content(words, shelves.objects()),
        OneEmbedding.delete(words),
        new DescribeEmbedding(words),
        new ListModels(eyes.models()),
        new GetModel(eyes.models()),
        new DescribeModel(eyes.models()));
  }
}
