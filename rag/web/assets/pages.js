// The plain pages work without this; it scrolls to the marked span.
document.getElementById("m")?.scrollIntoView({ block: "center" });
