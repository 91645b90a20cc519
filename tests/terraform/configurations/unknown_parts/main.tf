resource "terraform_data" "a" {
  input = "known"
}

resource "terraform_data" "b" {
  input = {
    id     = terraform_data.a.id
    output = terraform_data.a.output
    input  = terraform_data.a.input
    text   = "id-${terraform_data.a.id}"
    list   = [1, terraform_data.a.id]
    choice = true ? "known" : terraform_data.a.id
    length = length([terraform_data.a.id])
    upper  = upper(terraform_data.a.output)
  }
}
