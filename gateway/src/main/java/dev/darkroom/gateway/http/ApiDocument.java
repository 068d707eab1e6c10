package dev.darkroom.gateway.http;

import dev.darkroom.job.tenant.Role;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The OpenAPI document, put together from its parts: {@code darkroom.yaml} says which operation
 * answers where, and each operation is a file named by its operationId.
 */
public final class ApiDocument {
  private static final String FOLDER = "/dev/darkroom/gateway/openapi/";

  /** Vert.x wants an absolute one, and looks at its path only. */
  private static final String ANY_BASE = "http://darkroom.invalid";

  private final JsonObject json;
  private final List<Operation> operations;

  /** Who may call an operation. */
  enum Access {
    /** Anybody. */
    PUBLIC,
    /** Whoever has a key, or somebody that the operation itself lets in. */
    OPTIONAL,
    /** Whoever has a key. */
    KEY
  }

  /** Who sees to it that a request is as the document says. */
  enum Reading {
    /** Its route, and the document after it. */
    CHECKED,
    /**
     * Its route alone, whose reader refuses by itself all that the document does not describe: a
     * check against the document takes longer than all else that a submit takes of the gateway. A
     * test holds each such reader against the document.
     */
    WHOLE,
    /** Its route alone: the body may be large and goes to a file. */
    SPOOLED
  }

  /**
   * One operation.
   *
   * @param path as in the document, with {@code {name}} parameters
   * @param query the names of its query parameters
   * @param media the types of body that it reads; empty where it reads none
   * @param roles one of these is needed; empty where any key will do
   * @param reading who looks at its requests
   * @param scope what a key with scopes must have: {@code jobs:read}
   */
  record Operation(
      String id,
      HttpMethod method,
      String path,
      Access access,
      Set<String> query,
      Set<String> media,
      Set<Role> roles,
      Reading reading,
      String scope) {
    static final String JSON = "application/json";

    /** Whether it asks for a change. */
    boolean changes() {
      return !method.equals(HttpMethod.GET);
    }

    boolean hasBody() {
      return !media.isEmpty();
    }

    boolean spooled() {
      return reading == Reading.SPOOLED;
    }

    /** Whether its body is a file of whatever form, which no schema can be held against. */
    boolean takesFiles() {
      return hasBody() && (spooled() || !media.contains(JSON));
    }

    /** Whether a request's path is one of this operation's. */
    boolean matches(String requested) {
      String[] mine = path.split("/", -1);
      String[] theirs = requested.split("/", -1);
      if (mine.length != theirs.length) {
        return false;
      }
      for (int i = 0; i < mine.length; i++) {
        if (mine[i].startsWith("{") ? theirs[i].isEmpty() : !mine[i].equals(theirs[i])) {
          return false;
        }
      }
      return true;
    }
  }

  private ApiDocument(JsonObject json, List<Operation> operations) {
    this.json = json;
    this.operations = List.copyOf(operations);
  }

  /** Reads the document from the class path. */
  public static ApiDocument load() {
    JsonObject json = yaml("darkroom");
    List<Operation> operations = new ArrayList<>();
    JsonObject paths = json.getJsonObject("paths");
    for (String path : paths.fieldNames()) {
      JsonObject methods = paths.getJsonObject(path);
      for (String method : List.copyOf(methods.fieldNames())) {
        String id = methods.getString(method);
        JsonObject part = yaml(id).put("operationId", id);
        methods.put(method, part);
        operations.add(operation(id, method, path, part, json));
      }
    }
    giveExamples(json.getJsonObject("components").getJsonObject("schemas"));
    return new ApiDocument(json, operations);
  }

  /** Gives each schema its example, and that of a list one with the example of what it lists. */
  private static void giveExamples(JsonObject schemas) {
    JsonObject examples = yaml("examples");
    for (String name : schemas.fieldNames()) {
      JsonObject own = examples.getJsonObject(name);
      JsonObject listed = examples.getJsonObject(name.replaceAll("List$", ""));
      if (own != null) {
        schemas.getJsonObject(name).put("examples", new JsonArray().add(own));
      } else if (listed != null) {
        JsonObject page =
            new JsonObject()
                .put("object", "list")
                .put("data", new JsonArray().add(listed))
                .put("has_more", false)
                .putNull("next");
        schemas.getJsonObject(name).put("examples", new JsonArray().add(page));
      }
    }
  }

  List<Operation> operations() {
    return operations;
  }

  /** The scopes that a key may have, sorted. */
  public Set<String> scopes() {
    return operations.stream()
        .filter(operation -> operation.access() == Access.KEY)
        .map(Operation::scope)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The names of the operations that ask for a change. */
  public Set<String> changingIds() {
    return operations.stream()
        .filter(Operation::changes)
        .map(Operation::id)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The names of all operations. */
  public Set<String> operationIds() {
    Set<String> ids = new LinkedHashSet<>();
    operations.forEach(operation -> ids.add(operation.id()));
    return ids;
  }

  Operation operation(String id) {
    return operations.stream().filter(o -> o.id().equals(id)).findFirst().orElseThrow();
  }

  /** The methods that a path has, sorted; empty where there is no such path. */
  List<String> methodsOf(String path) {
    return operations.stream()
        .filter(operation -> operation.matches(path))
        .map(operation -> operation.method().name())
        .sorted()
        .toList();
  }

  /** The document as JSON, its base being {@code url}. */
  public JsonObject at(String url) {
    return json.copy().put("servers", new JsonArray().add(new JsonObject().put("url", url)));
  }

  /**
   * What of the document concerns requests. Vert.x refuses media types that it cannot check, those
   * of problems and event streams among them, and answers are not checked while the gateway runs.
   * Files have no schema either: their routes look at them.
   */
  JsonObject ofRequests() {
    JsonObject requests = at(ANY_BASE);
    requests.getJsonObject("components").remove("responses");
    JsonObject paths = requests.getJsonObject("paths");
    for (Operation operation : operations) {
      JsonObject part =
          paths
              .getJsonObject(operation.path())
              .getJsonObject(operation.method().name().toLowerCase(Locale.ROOT));
      if (operation.takesFiles()) {
        part.remove("requestBody");
      }
      part.put(
          "responses", new JsonObject().put("default", new JsonObject().put("description", "any")));
    }
    return requests;
  }

  private static Operation operation(
      String id, String method, String path, JsonObject part, JsonObject document) {
    Set<String> query = new LinkedHashSet<>();
    for (Object parameter : part.getJsonArray("parameters", new JsonArray())) {
      JsonObject resolved = resolve((JsonObject) parameter, document);
      if (resolved.getString("in").equals("query")) {
        query.add(resolved.getString("name"));
      }
    }
    return new Operation(
        id,
        HttpMethod.valueOf(method.toUpperCase(Locale.ROOT)),
        path,
        access(part),
        query,
        media(part),
        roles(part),
        reading(part),
        part.getJsonArray("tags").getString(0) + (method.equals("get") ? ":read" : ":write"));
  }

  private static Reading reading(JsonObject part) {
    if (part.getBoolean("x-spooled", false)) {
      return Reading.SPOOLED;
    }
    return part.getBoolean("x-read-whole", false) ? Reading.WHOLE : Reading.CHECKED;
  }

  private static Set<Role> roles(JsonObject part) {
    Set<Role> roles = new TreeSet<>();
    part.getJsonArray("x-roles", new JsonArray())
        .forEach(role -> roles.add(Role.parse((String) role)));
    return roles;
  }

  private static Set<String> media(JsonObject part) {
    JsonObject body = part.getJsonObject("requestBody");
    return body == null
        ? Set.of()
        : new LinkedHashSet<>(body.getJsonObject("content").fieldNames());
  }

  private static JsonObject resolve(JsonObject parameter, JsonObject document) {
    String ref = parameter.getString("$ref");
    return ref == null
        ? parameter
        : document
            .getJsonObject("components")
            .getJsonObject("parameters")
            .getJsonObject(ref.substring(ref.lastIndexOf('/') + 1));
  }

  private static Access access(JsonObject part) {
    JsonArray security = part.getJsonArray("security");
    if (security == null) {
      return Access.KEY;
    }
    return security.isEmpty() ? Access.PUBLIC : Access.OPTIONAL;
  }

  private static JsonObject yaml(String name) {
    String resource = FOLDER + name + ".yaml";
    try (InputStream in =
        Objects.requireNonNull(ApiDocument.class.getResourceAsStream(resource), resource)) {
      Map<String, Object> map = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
      // A copy, because YAML's anchors share what JSON repeats.
      return new JsonObject(new JsonObject(map).encode());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
