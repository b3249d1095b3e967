package io.foreflow.training.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** A page as XML, which it is once its few elements without an end are closed and its script and style are set aside. */
record Parsed(Document page) {
    static Parsed of(HtmlReport report) throws Exception {
        String closed = report.toHtml()
                .replaceFirst("<!DOCTYPE html>", "")
                .replaceFirst("(?s)<script>.*</script>", "<script></script>")
                .replaceFirst("(?s)<style>.*</style>", "<style></style>")
                .replaceAll("<(meta|img)([^>]*)>", "<$1$2/>");
        return new Parsed(DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(closed.getBytes(UTF_8))));
    }

    List<Element> all(String name) {
        NodeList found = page.getElementsByTagName(name);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .toList();
    }

    List<String> texts(String name) {
        return all(name).stream().map(Element::getTextContent).toList();
    }

    List<String> attributes(String name, String attribute) {
        return all(name).stream()
                .map(element -> element.getAttribute(attribute))
                .toList();
    }
}
