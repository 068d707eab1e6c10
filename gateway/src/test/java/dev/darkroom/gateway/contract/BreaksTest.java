package dev.darkroom.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BreaksTest {
  private static final String DOCUMENT =
      """
      {"paths": {
         "/things/{id}": {
           "get": {"operationId": "getThing", "security": [],
                   "parameters": [{"$ref": "#/components/parameters/Id"}],
                   "responses": {"200": {"headers": {"ETag": {}},
                     "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}}},
           "put": {"operationId": "setThing", "x-roles": ["submitter", "trainer"],
                   "parameters": [{"name": "dry", "in": "query", "schema": {"type": "boolean"}}],
                   "requestBody": {"content": {"application/json": {"schema": {
                     "type": "object", "additionalProperties": false, "required": ["a"],
                     "properties": {"a": {"type": "number"}, "b": {"type": "string", "enum": ["x", "y"]},
                                    "c": {"type": "integer", "maximum": 10}, "d": {"type": "string"}}}}}},
                   "responses": {"200": {"description": "done"}}}}},
       "components": {
         "parameters": {"Id": {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}},
         "schemas": {"Thing": {"type": "object", "required": ["id", "kind"], "properties": {
           "id": {"type": "string"}, "kind": {"const": "thing"}, "state": {"enum": ["on", "off"]},
           "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}}}}}}
      """;

  @Test
  void aDocumentBreaksNobodyOfItself() {
    assertThat(Breaks.between(json(DOCUMENT), json(DOCUMENT))).isEmpty();
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          "/things/{id}"                          | "/other/{id}"                              | GET /things/{id} is gone
          "put":                                  | "patch":                                   | PUT /things/{id} is gone
          "getThing"                              | "readThing"                                | has another operationId
          "security": [],                         |                                            | needs a key now
          "submitter",                            |                                            | is closed to role submitter
          "name": "dry"                           | "name": "dryer"                            | parameter query dry is gone
          "in": "query",                          | "in": "query", "required": true,           | parameter query dry is required now
          {"type": "boolean"}                     | {"type": "integer"}                        | query dry is [boolean] no more
          "requestBody": {                        | "requestBody": {"required": true,          | a body is required now
          {"content": {"application/json": {"schema": { | {"content": {"text/plain": {"schema": {  | application/json is gone
          "required": ["a"]                       | "required": ["a", "b"]                     | .b is required now
          "a": {"type": "number"}                 | "a": {"type": "integer"}                   | .a is [integer, number] no more
          ["x", "y"]                              | ["x"]                                      | .b takes [x] only
          "maximum": 10                           | "maximum": 9                               | .c: maximum is 9 now
          "d": {"type": "string"}                 | "e": {"type": "string"}                    | .d is gone
          "d": {"type": "string"}                 | "d": {"type": "string", "maxLength": 3}    | .d: maxLength is 3 now
          "d": {"type": "string"}                 | "d": {"type": "string", "pattern": "z"}    | .d: pattern is "z" now
          {"ETag": {}}                            | {}                                         | header ETag is gone
          {"200": {"headers"                      | {"204": {"headers"                         | GET /things/{id} 200 is answered no more
          ["id", "kind"]                          | ["id"]                                     | .kind may be absent now
          "id": {"type": "string"},               |                                            | .id is gone
          "id": {"type": "string"},               | "id": {"type": ["string", "null"]},        | .id is [string] no more
          {"const": "thing"}                      | {"const": "being"}                         | .kind is [thing] no more
          """)
  void itFinds(String was, String now, String said) {
    assertThat(Breaks.between(json(DOCUMENT), changed(was, now == null ? "" : now)))
        .anyMatch(found -> found.contains(said));
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          "d": {"type": "string"}      | "d": {"type": "string"}, "e": {"type": "string"}
          ["on", "off"]                | ["on", "off", "resting"]
          "maximum": 10                | "maximum": 11
          ["x", "y"]                   | ["x", "y", "z"]
          "required": ["a"],           | "required": [],
          ["id", "kind"]               | ["id", "kind", "parts"]
          {"ETag": {}}                 | {"ETag": {}, "Link": {}}
          ["submitter", "trainer"]     | ["submitter", "trainer", "operator"]
          "in": "query",               | "in": "query", "required": false,
          "/things/{id}": {            | "/others": {"get": {}}, "/things/{id}": {
          "a": {"type": "number"}      | "a": {"type": ["number", "string"]}
          """)
  void itLetsPass(String was, String now) {
    assertThat(Breaks.between(json(DOCUMENT), changed(was, now))).isEmpty();
  }

  private static JsonNode changed(String was, String now) {
    assertThat(DOCUMENT).contains(was);
    int at = DOCUMENT.indexOf(was);
    return json(DOCUMENT.substring(0, at) + now + DOCUMENT.substring(at + was.length()));
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new AssertionError(text, e);
    }
  }
}
