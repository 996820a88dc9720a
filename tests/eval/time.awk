# TIME.ALL as TREC SGML whose DOCNO is the article's place in the file.
function end() { if (number) print "</TEXT>\n</DOC>" }
/^\*TEXT/ {
    end()
    split($3, date, "/")
    printf "<DOC>\n<DOCNO>%d</DOCNO>\n<DATE>19%s-%s-%s</DATE>\n<TEXT>\n", ++number, date[3], date[1], date[2]
    next
}
/^\*STOP/ { next }
/^ *$/ { next } # the printer's spacing: the collection has no paragraphs
{ gsub(/&/, "\\&amp;"); gsub(/</, "\\&lt;"); print }
END { end() }
