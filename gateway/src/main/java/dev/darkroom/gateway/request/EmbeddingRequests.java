package dev.darkroom.gateway.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.gateway.model.ModelCatalog;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.job.Output;
import dev.darkroom.job.id.Names;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.embedding.EmbeddingAbout;
import dev.darkroom.storage.embedding.EmbeddingDraft;
import dev.darkroom.storage.embedding.EmbeddingManifest;
import dev.darkroom.storage.object.ModelManifest;
import dev.darkroom.storage.upload.Upload;
import dev.darkroom.storage.upload.Uploads;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads what is said about learned words. */
public final class EmbeddingRequests {
  private static final String SAFETENSORS = "application/vnd.safetensors";
  private static final int MAX_LICENCE = 200;

  private final Uploads uploads;
  private final Models models;

  public EmbeddingRequests(Uploads uploads, ModelCatalog models, Runnable catchUp) {
    this.uploads = uploads;
    this.models =
        new Models(models, new TunedModels(models, (_, _) -> Optional.empty(), catchUp), catchUp);
  }

  /**
   * A word that is brought; may block.
   *
   * @throws ProblemException naming the field that does not fit
   */
  public EmbeddingDraft read(ObjectNode body, TenantId tenant) {
    Fields fields = new Fields(body);
    fields.refuseUnknown("a learned word", Set.of("token", "upload", "model"));
    String name = name(fields);
    String id = fields.requiredText("upload", 64);
    Upload upload =
        uploads
            .find(tenant, id)
            .orElseThrow(() ->
                Fields.problem(
                    ProblemCode.UPLOAD_NOT_FOUND,
                    "upload",
                    "there is no upload '" + id + "': send the file to POST /v1/uploads first"));
    if (!upload.contentType().equals(SAFETENSORS)) {
      throw Fields.problem(
          ProblemCode.INVALID_FILE,
          "upload",
          upload.name()
              + " is "
              + upload.contentType()
              + ": bring diffusers' safetensors ('darkroom embeddings import' converts others)");
    }
    Optional<ModelManifest> model =
        fields.text("model", 80).map(given -> models.named(tenant, "model", given));
    return new EmbeddingDraft(
        name,
        "import-" + upload.digest().hex(),
        model.map(m -> new EmbeddingManifest.Base(m.ref(), m.digest())),
        List.of(vectors(upload)),
        Optional.empty(),
        Map.of());
  }

  /** What is said of a word after this request; what it leaves out stays. */
  public static EmbeddingAbout about(ObjectNode body, EmbeddingAbout before) {
    Fields fields = new Fields(body);
    fields.refuseUnknown("a learned word", Set.of("licence", "visibility", "aliases"));
    List<String> aliases = fields.list("aliases", EmbeddingAbout.MAX_ALIASES, 63);
    for (String alias : aliases) {
      if (!Names.valid(alias)) {
        throw Fields.problem(
            ProblemCode.INVALID_NAME,
            "aliases",
            "alias '" + Fields.clip(alias) + "' is not a name: use " + Names.RULE);
      }
    }
    String visibility =
        fields.choice(
            "visibility",
            before.visibility().name().toLowerCase(Locale.ROOT),
            List.of("private", "shared"));
    return new EmbeddingAbout(
        fields.text("licence", MAX_LICENCE).orElse(before.licence()),
        EmbeddingAbout.Visibility.valueOf(visibility.toUpperCase(Locale.ROOT)),
        fields.has("aliases") ? aliases : before.aliases());
  }

  private static String name(Fields fields) {
    String token = fields.requiredText("token", 80);
    String name =
        (token.startsWith("<") && token.endsWith(">") && token.length() > 2
                ? token.substring(1, token.length() - 1)
                : token)
            .toLowerCase(Locale.ROOT);
    if (!Names.valid(name)) {
      throw Fields.problem(
          ProblemCode.INVALID_NAME,
          "token",
          "token '"
              + Fields.clip(token)
              + "' is no word: use <name>, where name has "
              + Names.RULE);
    }
    return name;
  }

  private static Output vectors(Upload upload) {
    return new Output(
        EmbeddingManifest.VECTORS,
        Output.Role.EMBEDDING,
        upload.key(),
        upload.digest(),
        SAFETENSORS,
        upload.sizeBytes(),
        OptionalLong.empty());
  }
}
